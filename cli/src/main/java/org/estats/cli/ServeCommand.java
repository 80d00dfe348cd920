package org.estats.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.server.Serving;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `serve`: the daemon.
@Command(
    name = "serve",
    description = {
      "Watches all connections; serves a page, an API and metrics.",
      "Without a configuration it listens on 127.0.0.1:8377, watches this network namespace, has"
          + " everything switched on for connections that are there and those to come, and records"
          + " nothing. The API is described at /api/v1/openapi.json; Prometheus asks /metrics.",
      "It runs until Ctrl-C. The signal HUP has it read its configuration again. When it ends, what"
          + " is switched on stays on."
    })
final class ServeCommand implements Callable<Integer> {

  private final Session session;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration, such as /etc/estats/serve.conf.")
  private String config;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "Where to listen. Anything but this host needs TLS and a token.")
  private String listen;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Record in this DuckDB file, which 'query' asks.")
  private String history;

  @Option(names = "--every", paramLabel = "TIME", description = "Time between samples.")
  private String every;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Any setting of the configuration; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--check", description = "Read the configuration, say what is wrong, and end.")
  private boolean isChecking;

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return serve();
    } catch (EstatsException e) {
      // Of a configuration each fault is a line, as compilers tell them.
      List<String> faults = e.getMessage().lines().toList();
      faults.stream()
          .limit(faults.size() - 1)
          .forEach(fault -> Failure.report(session.output(), fault, ""));
      return Failure.report(
          session.output(), new EstatsException(e.kind(), faults.getLast(), e.remedy()));
    }
  }

  private int serve() throws InterruptedException {
    List<String> overrides = new ArrayList<>(settings);
    add(overrides, "listen", listen);
    add(overrides, "history", history);
    add(overrides, "every", every);
    Serving serving =
        new Serving(
            Optional.ofNullable(config).map(Path::of),
            overrides,
            Main.version(),
            session.output()::note);
    if (isChecking) {
      serving.check();
      session.output().note("estats: the configuration is good");
      return ExitCode.DONE;
    }
    serving.run();
    return ExitCode.DONE;
  }

  private static void add(List<String> overrides, String name, String value) {
    if (value != null) {
      overrides.add(name + "=" + value);
    }
  }
}
