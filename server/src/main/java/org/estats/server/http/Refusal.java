package org.estats.server.http;

import java.util.OptionalInt;
import org.estats.EstatsException;

/// A request that is not answered as asked.
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final int RETRY_SECONDS = 2;

  private final int status;
  private final String kind;
  private final String remedy;

  /// @param status the HTTP status
  /// @param kind the word for programs
  /// @param message what is wrong
  /// @param remedy what would mend it; empty if nothing is known
  public Refusal(int status, String kind, String message, String remedy) {
    super(message, null, false, false);
    this.status = status;
    this.kind = kind;
    this.remedy = remedy;
  }

  /// What a failure below is to the one who asks.
  public static Refusal of(EstatsException e) {
    int status =
        switch (e.kind()) {
          case INVALID -> 400;
          case NOT_FOUND -> 404;
          case ACCESS_DENIED, NOT_SUPPORTED, BUSY, FAILED -> 503; // the daemon's rights, not theirs
        };
    return new Refusal(status, e.kind().name(), e.getMessage(), e.remedy());
  }

  /// What is asked makes no sense.
  public static Refusal invalid(String message, String remedy) {
    return new Refusal(400, "INVALID", message, remedy);
  }

  /// There is no such thing.
  public static Refusal notFound(String message, String remedy) {
    return new Refusal(404, "NOT_FOUND", message, remedy);
  }

  /// It is too much.
  public static Refusal tooLarge(String message) {
    return new Refusal(413, "TOO_LARGE", message, "");
  }

  /// The client takes or gives too little at a time. It is cut off, so only the log hears of it.
  static Refusal tooSlow() {
    return new Refusal(408, "TOO_SLOW", "the client is too slow: it is cut off", "");
  }

  /// There are too many at once.
  public static Refusal tooMany(String message) {
    return new Refusal(429, "TOO_MANY", message, "try again later");
  }

  /// Whether it may be answered later.
  public boolean isPassing() {
    return kind.equals("BUSY") || kind.equals("TOO_MANY");
  }

  /// In how many seconds it may be answered; empty where time alone mends nothing.
  OptionalInt retrySeconds() {
    return isPassing() ? OptionalInt.of(RETRY_SECONDS) : OptionalInt.empty();
  }

  int status() {
    return status;
  }

  String kind() {
    return kind;
  }

  String remedy() {
    return remedy;
  }
}
