package org.estats.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.estats.Connection;
import org.estats.Endpoint;

/// The C program of this module, running: it does what Estats does as directly as can be, and makes
/// the traffic. A command is a line, its answer a line of `name=number` pairs.
final class Floor implements AutoCloseable {
  private static final String LOCALHOST = "127.0.0.1";

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private Floor(Process process) {
    this.process = process;
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  static Floor start(Path program) throws IOException {
    return new Floor(
        new ProcessBuilder(program.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /// The two ends of the connection that carries the traffic.
  record Ends(Connection client, Connection server) {}

  /// Makes a new connection in place of the last.
  Ends pair() throws IOException {
    Map<String, Double> ports = ask("pair");
    Endpoint client = endpoint(ports.get("client"));
    Endpoint server = endpoint(ports.get("server"));
    return new Ends(new Connection(client, server), new Connection(server, client));
  }

  /// Nanoseconds that one call of a kind takes.
  ///
  /// @param call `get`, `set` or `off-on`
  /// @param eachOpened whether the pinned program is opened for each
  /// @param mask the switches to set
  double callNanos(String call, boolean eachOpened, int calls, int mask) throws IOException {
    String how = eachOpened ? "opened" : "kept";
    return ask("%s %s %d %d".formatted(call, how, calls, mask)).get("nanos");
  }

  /// Reads a pinned iterator to its end; see [Reading].
  Reading read(String iterator) throws IOException {
    Map<String, Double> answer = ask("read " + iterator);
    return new Reading(answer.get("records").intValue(), answer.get("nanos"));
  }

  /// Nanoseconds that a command takes, its output thrown away.
  double commandNanos(String command) throws IOException {
    return ask("time " + command).get("nanos");
  }

  /// Has so many pairs of connected sockets held, in place of the last; 0 for none.
  void crowd(int pairs) throws IOException {
    ask("crowd - " + pairs);
  }

  /// Nanoseconds that switching all connections of the namespace takes.
  double setAllNanos(boolean on, int mask) throws IOException {
    return ask("set-all - %d %d".formatted(on ? 1 : 0, mask)).get("nanos");
  }

  /// The size of what the kernel keeps with a connection that is on.
  int elementBytes() throws IOException {
    return ask("element").get("bytes").intValue();
  }

  /// Attaches a program that does nothing to the hot hook and has the kernel keep run-time
  /// statistics, or ends both.
  void watch(boolean on) throws IOException {
    ask("watch " + (on ? "on" : "off"));
  }

  /// Moves data over the connection.
  ///
  /// @param amount round trips, or bytes of a bulk transfer
  Transfer transfer(Traffic how, long amount) throws IOException {
    return Transfer.of(ask("transfer %s %d".formatted(how.word(), amount)));
  }

  private Map<String, Double> ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    String answer = answers.readLine();
    if (answer == null || answer.startsWith("error")) {
      throw new IOException("the C program answered '%s' with: %s".formatted(command, answer));
    }
    Map<String, Double> numbers = new HashMap<>();
    for (String pair : answer.split(" ")) {
      int equals = pair.indexOf('=');
      numbers.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
    }
    return numbers;
  }

  private static Endpoint endpoint(double port) {
    return Endpoint.of(new InetSocketAddress(LOCALHOST, (int) port));
  }

  /// Ends the program, and with it its connection and its hold on the kernel's statistics.
  @Override
  public void close() throws IOException {
    commands.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
