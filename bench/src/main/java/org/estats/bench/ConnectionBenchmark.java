package org.estats.bench;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Get and Set of one connection, as a program calls them. JMH runs it; its generated code needs
/// class and methods to be public.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConnectionBenchmark {
  private final EstatsSource source = Estats.system();
  private final Set<Switch> all = source.collectable();
  private final Set<Switch> none = EnumSet.noneOf(Switch.class);

  private LoopbackPairs pairs;
  private Connection connection;

  /// For JMH.
  public ConnectionBenchmark() {}

  /// Opens a connection and switches it on.
  @Setup
  public void open() throws IOException {
    pairs = LoopbackPairs.open(1);
    connection = pairs.connections().getFirst();
    Switching.on(List.of(connection), all);
  }

  /// One moment of the connection.
  @Benchmark
  public Snapshot get() {
    return source.get(connection);
  }

  /// All groups on, which they are.
  @Benchmark
  public void setOn() {
    source.set(connection, all, none);
  }

  /// All groups off, all groups on.
  @Benchmark
  public void setOffAndOn() {
    source.set(connection, none, all);
    source.set(connection, all, none);
  }

  /// Leaves nothing behind.
  @TearDown
  public void close() throws IOException {
    source.close();
    pairs.close();
  }
}
