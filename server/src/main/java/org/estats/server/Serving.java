package org.estats.server;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.linux.KernelCollector;
import org.estats.linux.ffi.NativeException;
import org.estats.server.config.Configuration;
import org.estats.server.config.ConfigurationFile;
import org.estats.server.host.Privileges;
import org.estats.server.host.ServiceManager;
import org.estats.server.host.Signals;

/// One run of the daemon, from its start to the signal that ends it: `TERM` and `INT` end it, `HUP`
/// has it read its configuration again.
public final class Serving {

  private static final int TOKEN_BYTES = 16;

  private final Optional<Path> file;
  private final List<String> overrides;
  private final String version;
  private final Consumer<String> note;
  private final ServiceManager manager = new ServiceManager();

  /// @param file the configuration; empty for none
  /// @param overrides settings as in a file, which win
  /// @param version this version
  /// @param note tells people something
  public Serving(
      Optional<Path> file, List<String> overrides, String version, Consumer<String> note) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
    this.version = version;
    this.note = note;
  }

  /// Reads the configuration and does no more.
  ///
  /// @throws EstatsException INVALID, with every line that is wrong
  public void check() {
    configuration();
  }

  private Configuration configuration() {
    return file.map(f -> ConfigurationFile.read(f, overrides))
        .orElseGet(() -> ConfigurationFile.standard(overrides));
  }

  /// Runs until it is told to end.
  ///
  /// @throws EstatsException INVALID, FAILED
  public void run() throws InterruptedException {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
    Configuration told = configuration();
    boolean isGenerated =
        told.adminToken().isEmpty()
            && told.listen().getAddress().isLoopbackAddress()
            && !manager.isThere();
    if (Privileges.areToBeReduced()) {
      prepare();
      String why = Privileges.reduce(told, isGenerated || told.adminToken().isPresent());
      note.accept("estats: privileges are not reduced: " + why);
    }
    Optional<String> generated = isGenerated ? Optional.of(token()) : Optional.empty();
    try (Daemon daemon = new Daemon(file, overrides, generated, version)) {
      CountDownLatch end = new CountDownLatch(1);
      Signals.on("TERM", end::countDown);
      Signals.on("INT", end::countDown);
      Signals.on("HUP", () -> reload(daemon));
      daemon.start();
      manager.ready("listening on " + daemon.url());
      note.accept("estats: serving " + daemon.url() + " until Ctrl-C");
      generated
          .filter(_ -> Estats.system().maySet())
          .ifPresent(t ->
              note.accept(
                  "  to switch connections on and off too: " + daemon.url() + "#token=" + t));
      end.await();
      manager.stopping();
      note.accept("estats: stopping; what is switched on stays on (estats disable --all ends it)");
    }
  }

  /// What takes rights that are given up afterwards.
  private void prepare() {
    try {
      KernelCollector.ensureRunning();
    } catch (EstatsException | NativeException e) {
      // The daemon says so, with an alarm; it goes on with what tcp_info tells.
      System.getLogger("org.estats.server")
          .log(Level.DEBUG, "the collector is not loaded: {0}", e.getMessage());
    }
  }

  private void reload(Daemon daemon) {
    manager.reloading();
    daemon.reload();
    manager.ready("configuration read again");
  }

  private static String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
