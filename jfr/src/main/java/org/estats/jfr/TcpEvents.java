package org.estats.jfr;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import org.estats.Ending;
import org.estats.EstatsException;
import org.estats.OwnConnection;
import org.estats.OwnConnections;
import org.estats.Snapshot;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// Periodic Flight Recorder events of this program's own TCP connections.
///
/// ```java
/// try (TcpEvents events = TcpEvents.register()) {
///   // ... the program; a recording has estats.Connection, estats.Path and so on
/// }
/// ```
///
/// Nothing is read while nobody records. Every period of `estats.Connection` (10 s unless the
/// recording says otherwise) each connection gives that event and one for each group of which
/// anything is known; the last word of a connection comes with how it ended. Fields without a value
/// are "N/A", never 0, and `absent` says why.
public final class TcpEvents implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TcpEvents.class.getName());

  private final OwnConnections connections;
  private final List<GroupEvent> groups = new ArrayList<>();
  private final Runnable hook = this::write;
  private boolean hasFailed;

  private TcpEvents(OwnConnections connections) {
    this.connections = Objects.requireNonNull(connections, "connections");
    for (Group group : Group.values()) {
      groups.add(new GroupEvent(group));
    }
  }

  /// Registers the events, by the best source of this machine. It switches nothing on.
  ///
  /// @throws EstatsException NOT_SUPPORTED if there is no source
  public static TcpEvents register() {
    return register(OwnConnections.follow());
  }

  /// Registers the events over connections that are followed in another way, such as with groups
  /// switched on for each: `OwnConnections.follow().enable(Group.PATH)`. They are then looked at
  /// from here alone, and closed with this.
  public static TcpEvents register(OwnConnections connections) {
    TcpEvents events = new TcpEvents(connections);
    FlightRecorder.addPeriodicEvent(ConnectionEvent.class, events.hook);
    return events;
  }

  /// Flight Recorder calls it on a thread of its own; [#close()] comes from another.
  private synchronized void write() {
    try {
      connections.look().forEach(this::write);
    } catch (EstatsException e) {
      if (!hasFailed) {
        LOG.log(System.Logger.Level.WARNING, "no events of TCP connections: {0}", e.getMessage());
      }
      hasFailed = true; // said once; what comes next may work again
    }
  }

  private void write(OwnConnection found) {
    Snapshot now = found.now();
    ConnectionEvent event = new ConnectionEvent();
    if (event.shouldCommit()) {
      event.connection = now.connection().toString();
      event.state = now.state().toString();
      event.accepted = found.isAccepted();
      event.servicePort = found.servicePort();
      event.on = now.on().stream().map(Switch::switchName).collect(Collectors.joining(","));
      event.ended = found.ended().map(Ending::toString).orElse("");
      event.commit();
    }
    groups.forEach(group -> group.commit(now));
  }

  /// Takes the events out of Flight Recorder. What was switched on stays on, as ever.
  @Override
  public void close() {
    FlightRecorder.removePeriodicEvent(hook);
    synchronized (this) {
      groups.forEach(GroupEvent::unregister);
      connections.close();
    }
  }
}
