package org.estats.server.http;

import java.io.IOException;
import java.util.Optional;

/// A path and who answers it.
///
/// @param method the method; HEAD is answered where GET is
/// @param path the path; one that ends in `/` is for all below it that is one name
/// @param right what it takes
/// @param handler who answers
public record Route(String method, String path, Right right, Handler handler) {

  /// What a request takes.
  public enum Right {
    /// Nothing: it tells nothing of connections.
    NONE,
    /// The right to read.
    READ,
    /// The right to switch.
    SET
  }

  /// Answers a request.
  @FunctionalInterface
  public interface Handler {

    /// Answers.
    ///
    /// @param name what follows the path, where that ends in `/`
    /// @throws IOException if the client is gone
    void answer(Question question, String name, Answer answer) throws IOException;
  }

  /// A route for reading.
  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Right.READ, handler);
  }

  /// What follows the path; empty if this is not the path.
  Optional<String> match(String asked) {
    if (!path.endsWith("/") || path.length() == 1) {
      return path.equals(asked) ? Optional.of("") : Optional.empty();
    }
    return asked.startsWith(path)
            && asked.length() > path.length()
            && asked.indexOf('/', path.length()) < 0
        ? Optional.of(asked.substring(path.length()))
        : Optional.empty();
  }

  boolean takes(String asked) {
    return method.equals(asked) || method.equals("GET") && asked.equals("HEAD");
  }
}
