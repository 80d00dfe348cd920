package org.estats.server.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.estats.notation.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/// Writes answers, each with the headers that keep a browser from doing more with it than is meant.
public final class Answer {

  /// Nothing from elsewhere, nothing inline, nobody around it.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /// What programs in C reckon with.
  private static final long LIBRARY_STACK_BYTES = 8 << 20;

  private final HttpExchange exchange;
  private final SlowClients.Progress progress;
  private final Turns turns;

  Answer(HttpExchange exchange, SlowClients.Progress progress, Turns turns) {
    this.exchange = exchange;
    this.progress = progress;
    this.turns = turns;
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cache-Control", "no-store");
  }

  /// Sets a header.
  public Answer header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
    return this;
  }

  /// Does what takes work for this answer: at once if it is little, else on another thread when its
  /// turn comes, so that those who ask for little need not wait for it.
  ///
  /// @param work how much, as many rows of the connection table as could be written meanwhile
  /// @param rows how many rows are held until the client has taken them
  /// @throws Refusal if there is too much of it
  public void atLength(int work, int rows, Turns.Work what) throws IOException {
    turns.run(work, rows, progress, what);
  }

  /// Does what a library of the system does for this answer: it keeps the thread to itself until it
  /// has finished, so it is one of the system's.
  public void apart(Turns.Work what) throws IOException {
    progress.handOver(Optional.empty(), LIBRARY_STACK_BYTES, what);
  }

  /// Sends JSON that is there already.
  public void json(byte[] body) throws IOException {
    send(200, "application/json", body);
  }

  /// Sends an object of JSON while it is being written.
  ///
  /// @param members writes its members
  public void json(Consumer<JsonGenerator> members) throws IOException {
    header("Content-Type", "application/json");
    try {
      Json.object(new AnswerBody(exchange, progress), members);
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  /// Sends nothing but a status.
  public void empty(int status) throws IOException {
    progress.begin(SlowClients.ANSWER_MILLIS_MAX);
    exchange.sendResponseHeaders(status, -1);
  }

  /// Sends a body.
  public void send(int status, String type, byte[] body) throws IOException {
    header("Content-Type", type);
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    progress.begin(SlowClients.ANSWER_MILLIS_MAX);
    exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        Pieces.write(out, body, body.length, progress, SlowClients.ANSWER_MILLIS_MAX);
      }
    }
    progress.end();
  }

  void refuse(Refusal refusal) throws IOException {
    if (refusal.status() == 401) {
      header("WWW-Authenticate", "Bearer");
    }
    refusal.retrySeconds().ifPresent(s -> header("Retry-After", Integer.toString(s)));
    byte[] body =
        Json.object(json -> {
          json.writeObjectPropertyStart("error");
          json.writeStringProperty("kind", refusal.kind());
          json.writeStringProperty("message", refusal.getMessage());
          json.writeStringProperty("remedy", refusal.remedy());
          json.writeEndObject();
        });
    send(refusal.status(), "application/json", body);
  }

  /// Begins a stream of events.
  public EventStream stream() throws IOException {
    header("Content-Type", "text/event-stream");
    header("X-Accel-Buffering", "no");
    progress.begin(SlowClients.STREAM_MILLIS_MAX);
    exchange.sendResponseHeaders(200, 0);
    return new EventStream(exchange.getResponseBody(), progress);
  }
}
