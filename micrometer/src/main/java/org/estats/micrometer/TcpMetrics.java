package org.estats.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.estats.EstatsException;
import org.estats.OwnConnection;
import org.estats.OwnConnections;

/// Meters of this program's own TCP connections, added up by service port.
///
/// ```java
/// TcpMetrics tcp = new TcpMetrics();
/// tcp.bindTo(registry);
/// ```
///
/// Every member of the catalogue that counts becomes a counter named after it,
/// `estats.path.pkts.retrans`; beside them stand `estats.connections`, `estats.connections.ended`,
/// `estats.smoothed.rtt` (a timer, one sample a connection and look) and the queues. What no
/// connection has a value for has no meter: nothing is shown as 0 that is not known.
///
/// Tags are `port`, the listener's for connections that came in and the one called for those that
/// went out, and `side`, `accepted` or `opened`. No more than [#SERIES_MAX] pairs are kept; further
/// ones are added up under `other`.
public final class TcpMetrics implements MeterBinder, AutoCloseable {

  /// How many tag pairs are kept apart.
  public static final int SERIES_MAX = 100;

  /// How often the connections are looked at, unless said otherwise.
  public static final Duration EVERY = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(TcpMetrics.class.getName());
  private static final String REST = "other";

  private final OwnConnections connections;
  private final Duration every;
  private final Map<Tags, Series> series = new HashMap<>();
  private final List<MeterRegistry> registries = new ArrayList<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("estats-metrics").unstarted(work));
  private boolean hasFailed;

  /// Looks every 10 s at what is there, and switches nothing on.
  ///
  /// @throws EstatsException NOT_SUPPORTED if this machine has no source
  public TcpMetrics() {
    this(OwnConnections.follow(), EVERY);
  }

  /// Looks at connections that are followed in another way, such as with groups switched on for
  /// each: `OwnConnections.follow().enable(Group.PATH)`. They are then looked at from here alone,
  /// and closed with this.
  ///
  /// @param every how often they are looked at
  public TcpMetrics(OwnConnections connections, Duration every) {
    this.connections = Objects.requireNonNull(connections, "connections");
    this.every = every;
    if (!every.isPositive()) {
      throw new IllegalArgumentException("every " + every + " is no interval");
    }
  }

  /// Puts the meters into a registry; the first registry starts the looks.
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.add(registry);
    series.values().forEach(s -> s.bindTo(registry));
    if (registries.size() == 1) {
      looks.scheduleAtFixedRate(this::look, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// Brings the meters up to date at once; they are by themselves at every interval.
  ///
  /// @throws EstatsException FAILED, NOT_SUPPORTED if the connection table cannot be read
  public synchronized void update() {
    List<OwnConnection> found = connections.look();
    series.values().forEach(Series::begin);
    found.forEach(c -> seriesOf(c).add(c));
    series.values().forEach(Series::end);
  }

  private void look() {
    try {
      update();
    } catch (EstatsException e) {
      warn(e);
    }
  }

  private synchronized void warn(EstatsException e) {
    if (!hasFailed) {
      LOG.log(System.Logger.Level.WARNING, "no metrics of TCP connections: {0}", e.getMessage());
    }
    hasFailed = true; // said once; the next look may work again
  }

  private Series seriesOf(OwnConnection connection) {
    Tags tags =
        tags(
            Integer.toString(connection.servicePort()),
            connection.isAccepted() ? "accepted" : "opened");
    Tags kept = series.containsKey(tags) || series.size() < SERIES_MAX ? tags : tags(REST, REST);
    return series.computeIfAbsent(
        kept,
        t -> {
          Series made = new Series(t);
          registries.forEach(made::bindTo);
          return made;
        });
  }

  private static Tags tags(String port, String side) {
    return Tags.of("port", port, "side", side);
  }

  /// Ends the looks and takes the meters out of their registries. What was switched on stays on.
  @Override
  public void close() {
    looks.shutdown();
    synchronized (this) {
      series.values().forEach(Series::remove);
      series.clear();
      registries.clear();
      connections.close();
    }
  }
}
