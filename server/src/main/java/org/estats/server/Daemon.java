package org.estats.server;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.estats.Endpoint;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.server.api.Api;
import org.estats.server.api.Parts;
import org.estats.server.config.Configuration;
import org.estats.server.config.ConfigurationFile;
import org.estats.server.config.WatchLine;
import org.estats.server.history.History;
import org.estats.server.host.Alarms;
import org.estats.server.host.OwnCost;
import org.estats.server.http.Certificates;
import org.estats.server.http.Guard;
import org.estats.server.http.HttpService;
import org.estats.server.metrics.Metrics;
import org.estats.server.metrics.OwnMetrics;
import org.estats.server.sample.Board;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Live;
import org.estats.server.sample.Sampler;
import org.estats.server.sample.Watching;
import org.estats.server.series.SeriesStore;

/// The daemon, put together. What it has switched on stays on when it ends: the kernel keeps it,
/// and the next run goes on with it.
public final class Daemon implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("org.estats.server");

  private final Optional<Path> file;
  private final List<String> overrides;
  private final Alarms alarms = new Alarms();
  private final Live live = new Live();
  private final Watching watching;
  private final Sampler sampler;
  private final EndedLog ended;
  private final Optional<History> history;
  private final HttpService service;
  private final Configuration configuration;
  private volatile List<WatchLine> watch;

  /// Puts it together and begins to listen, without answering yet.
  ///
  /// @param file the configuration; empty for none
  /// @param overrides settings as in a file, which win
  /// @param generatedAdminToken a token for switching, if the configuration has none
  /// @throws EstatsException INVALID, FAILED
  public Daemon(
      Optional<Path> file,
      List<String> overrides,
      Optional<String> generatedAdminToken,
      String version) {
    this.file = file;
    this.overrides = List.copyOf(overrides);
    configuration = read();
    Configuration told = configuration;
    watch = told.watch();
    EstatsSource source = Estats.system();
    SeriesStore series = new SeriesStore(told.everyMillis(), told.seriesBytesMax());
    watching = new Watching(source, alarms, told.isAllNamespaces());
    history = told.history().map(h -> new History(h, alarms));
    AtomicReference<Sampler> late = new AtomicReference<>();
    AtomicReference<Metrics> counting = new AtomicReference<>();
    ended =
        new EndedLog(
            source,
            alarms,
            told.isAllNamespaces(),
            List.of(
                news -> history.ifPresent(h -> h.ended(news)), news -> counting.get().ended(news)));
    Metrics metrics =
        new Metrics(
            told.metrics(), new OwnMetrics(version, late::get, ended, series, history, alarms));
    counting.set(metrics);
    sampler =
        new Sampler(
            source,
            told.isAllNamespaces(),
            series,
            alarms,
            ended::resets,
            List.of(ended, metrics::add, b -> history.ifPresent(h -> h.sample(b)), live));
    late.set(sampler);
    Optional<String> adminToken = told.adminToken().or(() -> generatedAdminToken);
    Parts parts =
        new Parts(
            told,
            version,
            Instant.now(),
            source,
            live,
            series,
            ended,
            sampler,
            watching,
            history,
            alarms,
            new OwnCost(),
            metrics);
    service =
        HttpService.bind(
            told.listen(),
            told.tls().map(t -> Certificates.read(t.certificate(), t.key())),
            new Guard(told.readToken(), adminToken, told.listen(), told.hosts()),
            Api.routes(parts),
            adminToken.isPresent());
  }

  private Configuration read() {
    return file.map(f -> ConfigurationFile.read(f, overrides))
        .orElseGet(() -> ConfigurationFile.standard(overrides));
  }

  /// Loads the collector, switches on, and takes the first sample. The page comes at once; what is
  /// asked about connections waits for that sample.
  public void start() {
    service.start();
    watching.applyRules(watch);
    history.ifPresent(History::start);
    sampler.start();
    watchPresent();
    LOG.log(Level.INFO, "listening url={0}", url());
  }

  private void watchPresent() {
    Board board = live.board();
    List<WatchLine> lines = watch;
    Thread.ofPlatform()
        .daemon()
        .name("estats-watching")
        .start(() -> watching.applyToPresent(board, lines));
  }

  /// Where the page is.
  public String url() {
    String scheme = configuration.tls().isPresent() ? "https" : "http";
    Endpoint at = new Endpoint(configuration.listen().getAddress(), service.port());
    return scheme + "://" + at + "/";
  }

  /// Where the daemon listens is at an address that only this host reaches.
  public boolean isLocal() {
    return configuration.listen().getAddress().isLoopbackAddress();
  }

  /// Whether the configuration lets somebody switch.
  public boolean hasOwnAdminToken() {
    return configuration.adminToken().isPresent();
  }

  /// Reads the configuration again. What is switched on for connections to come follows it at once;
  /// the other settings wait for the next start. A configuration that is wrong is not taken over.
  ///
  /// @return what has become of it, in a line
  public synchronized String reload() {
    Configuration next;
    try {
      next = read();
    } catch (EstatsException e) {
      alarms.renew(Alarms.CONFIGURATION_REFUSED, e.getMessage(), e.remedy());
      return "configuration refused, the one before holds: " + firstLine(e.getMessage());
    }
    watch = next.watch();
    watching.applyRules(watch);
    watchPresent();
    alarms.clear(Alarms.CONFIGURATION_REFUSED);
    List<String> waiting = configuration.differences(next);
    String said =
        "configuration read again"
            + (waiting.isEmpty()
                ? ""
                : "; these wait for the next start: " + String.join(", ", waiting));
    LOG.log(Level.INFO, said);
    return said;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /// Ends: whoever follows is told, what has come so far is recorded.
  @Override
  public void close() {
    live.end();
    service.close();
    sampler.close();
    ended.close();
    history.ifPresent(History::close);
  }
}
