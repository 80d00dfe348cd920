package org.estats.server.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/// The body of an answer as it is being made. One that is no longer than a piece is sent with its
/// length, so that what goes wrong while it is made can still be told.
final class AnswerBody extends Pieces {

  private final HttpExchange exchange;
  private boolean hasBegun;

  AnswerBody(HttpExchange exchange, SlowClients.Progress progress) {
    super(progress, SlowClients.ANSWER_MILLIS_MAX);
    this.exchange = exchange;
  }

  @Override
  OutputStream sink(int bytesKept, boolean isLast) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    if (!hasBegun) {
      hasBegun = true;
      exchange.sendResponseHeaders(200, isHead ? -1 : isLast ? bytesKept : 0);
    }
    return isHead ? OutputStream.nullOutputStream() : exchange.getResponseBody();
  }

  @Override
  void finish(OutputStream to) throws IOException {
    to.close();
  }
}
