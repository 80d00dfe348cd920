package org.estats.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final byte[] lastWords = lastWords();
  private final OutputStream errors = new FileOutputStream(FileDescriptor.err);

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
    Thread.setDefaultUncaughtExceptionHandler(this::died);
    try (Daemon daemon = new Daemon(file, overrides, generated, version)) {
      Signals.on("TERM", () -> end.complete(null));
      Signals.on("INT", () -> end.complete(null));
      Signals.on("HUP", () -> reload(daemon));
      start(daemon);
      manager.ready("listening on " + daemon.url());
      note.accept("estats: serving " + daemon.url() + " until Ctrl-C");
      generated
          .filter(_ -> Estats.system().maySet())
          .ifPresent(t ->
              note.accept(
                  "  to switch connections on and off too: " + daemon.url() + "#token=" + t));
      await();
      manager.stopping();
      note.accept("estats: stopping; what is switched on stays on (estats disable --all ends it)");
    }
  }

  private void start(Daemon daemon) {
    try {
      daemon.start();
    } catch (OutOfMemoryError e) { // at the first sample
      endAtOnce();
    }
  }

  /// A daemon that lacks one of its threads answers, and what it answers is old: better it ends, so
  /// that whoever watches over it starts it anew. A thread that answers one request is none of
  /// those.
  private void died(Thread thread, Throwable why) {
    if (thread.isVirtual()) {
      return;
    }
    if (why instanceof OutOfMemoryError) {
      endAtOnce();
    }
    end.completeExceptionally(why);
  }

  private void await() throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /// Without memory nothing can be relied on, closing and throwing included: what is said was made
  /// before. The kernel keeps what is switched on, and the file of the history is whole at any
  /// time.
  private void endAtOnce() {
    try {
      errors.write(lastWords);
    } catch (IOException e) {
      // nobody hears it
    }
    Runtime.getRuntime().halt(1);
  }

  private static byte[] lastWords() {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    String said =
        "estats: out of memory: what there is to watch does not fit into %d MiB%n"
                .formatted(mebibytes)
            + "  try: start it again: it takes memory by the sockets that there are then; or"
            + " ESTATS_HEAP=%dm sets it%n".formatted(2 * mebibytes);
    return said.getBytes(StandardCharsets.UTF_8);
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
    manager.ready(daemon.reload());
  }

  private static String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
