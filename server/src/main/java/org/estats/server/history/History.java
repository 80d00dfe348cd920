package org.estats.server.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.estats.EstatsException;
import org.estats.server.config.Configuration;
import org.estats.server.host.Alarms;
import org.estats.server.query.QueryResult;
import org.estats.server.sample.Board;
import org.estats.server.sample.Ended;

/// Records on a thread of its own: a batch is whole on disk or not there. When the disk is full, or
/// anything else goes wrong, recording stops with an alarm, and is tried again by itself; the
/// daemon goes on.
public final class History implements AutoCloseable {

  private static final int BATCHES_MAX = 8;

  /// How the library begins to tell why rows could not be added.
  private static final Pattern TRIED =
      Pattern.compile("(Appender error, .*message: )?(Failed to (append|commit): )*");

  /// So many that have ended wait while nothing can be written.
  private static final int WAITING_MAX = 8192;

  private static final double EARLY = 0.9;
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long CLOSING_MILLIS = 10_000;
  private static final long OPENING_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Configuration.History settings;
  private final Retention retention;
  private final Alarms alarms;
  private final BlockingQueue<Runnable> work = new ArrayBlockingQueue<>(BATCHES_MAX);
  private final Thread thread = Thread.ofPlatform().name("estats-history").unstarted(this::run);
  private final Recorder recorder = new Recorder();
  private final Deque<Ended> waiting = new ArrayDeque<>();
  private long sampledNanos = System.nanoTime();
  private Optional<Database> database = Optional.empty();
  private long nextTry = System.nanoTime();
  private long nextTidy = System.nanoTime();
  private volatile State state = new State(false, Optional.empty(), OptionalLong.empty(), 0);
  private volatile boolean isEnding;

  /// How recording goes.
  ///
  /// @param isRecording whether it does
  /// @param reason why it does not
  /// @param bytes what is on disk
  /// @param batchMillis time that the last batch took
  public record State(
      boolean isRecording, Optional<String> reason, OptionalLong bytes, double batchMillis) {}

  /// Nothing is opened yet.
  public History(Configuration.History settings, Alarms alarms) {
    this.settings = settings;
    this.retention = new Retention(settings.age(), settings.bytesMax());
    this.alarms = alarms;
  }

  /// Begins to record.
  public void start() {
    thread.start();
  }

  /// How recording goes.
  public State state() {
    return state;
  }

  /// The file.
  public Path file() {
    return settings.file();
  }

  /// How large it may become.
  public long bytesMax() {
    return settings.bytesMax();
  }

  /// Takes connections that have ended.
  public void ended(List<Ended> ended) {
    if (!ended.isEmpty()) {
      synchronized (waiting) {
        waiting.addAll(ended);
        while (waiting.size() > WAITING_MAX) {
          waiting.removeFirst();
        }
      }
      work.offer(() -> {}); // wakes the writer, who takes what waits after each batch
    }
  }

  /// Takes a board, if it is time for a sample.
  public void sample(Board board) {
    long now = System.nanoTime();
    // Boards do not come to the nanosecond: one that is a little early is the one that is due.
    if (now - sampledNanos >= settings.every().toNanos() * EARLY) {
      sampledNanos = now;
      enqueue(() -> write(d -> recorder.samples(d, board)));
    }
  }

  /// Never waits: what the disk does not take is not worth the sampler's time.
  private void enqueue(Runnable batch) {
    if (!work.offer(batch)) {
      alarms.raise(
          Alarms.HISTORY_STOPPED,
          "the disk of " + settings.file() + " is too slow: batches are dropped",
          "put the history on another disk, or sample less often: history-every");
    }
  }

  private void run() {
    open();
    while (!isEnding || !work.isEmpty()) {
      try {
        Runnable batch = work.poll(1, TimeUnit.SECONDS);
        open();
        if (batch != null) {
          batch.run();
        }
        writeWaiting();
        tidy();
      } catch (InterruptedException e) {
        isEnding = true;
      }
    }
    shut();
  }

  private void open() {
    long now = System.nanoTime();
    if (database.isPresent() || now - nextTry < 0) {
      return;
    }
    nextTry = now + AGAIN_NANOS;
    try {
      Database opened = Database.open(settings.file());
      synchronized (this) {
        database = Optional.of(opened);
        notifyAll();
      }
      recorder.after(EarlierRows.of(opened, settings.every()));
      boolean wasStopped = state.reason().isPresent();
      state = new State(!wasStopped, state.reason(), size(), state.batchMillis());
    } catch (SQLException | IOException | RuntimeException e) {
      stop(e);
    }
  }

  private interface Batch {
    void write(Database into) throws SQLException;
  }

  private boolean write(Batch batch) {
    if (database.isEmpty()) {
      return false;
    }
    long begin = System.nanoTime();
    try {
      batch.write(database.orElseThrow());
      double millis = (System.nanoTime() - begin) / 1e6;
      state = new State(true, Optional.empty(), size(), millis);
      alarms.clear(Alarms.HISTORY_STOPPED);
      return true;
    } catch (SQLException | RuntimeException e) {
      stop(e);
      return false;
    }
  }

  private void writeWaiting() {
    List<Ended> taken;
    synchronized (waiting) {
      taken = List.copyOf(waiting);
    }
    if (taken.isEmpty() || !write(d -> recorder.ended(d, taken))) {
      return; // they wait on
    }
    synchronized (waiting) {
      Set<Ended> written = Collections.newSetFromMap(new IdentityHashMap<>());
      written.addAll(taken);
      waiting.removeIf(written::contains);
    }
  }

  private OptionalLong size() {
    return database.map(d -> OptionalLong.of(d.fileBytes())).orElse(OptionalLong.empty());
  }

  private void tidy() {
    long now = System.nanoTime();
    if (database.isEmpty() || now - nextTidy < 0 && !retention.isFull(database.get())) {
      return;
    }
    if (now - nextTidy < 0 && now - nextTidy > AGAIN_NANOS - TIDY_NANOS) {
      return; // it was tidied just now, and is full all the same
    }
    nextTidy = now + TIDY_NANOS;
    try {
      retention.apply(database.get());
    } catch (SQLException e) {
      stop(e);
    }
  }

  private void stop(Exception e) {
    String reason = reason(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    state = new State(false, Optional.of(reason), size(), state.batchMillis());
    alarms.raise(
        Alarms.HISTORY_STOPPED,
        "nothing is recorded in " + settings.file() + ": " + reason,
        reason.contains("lock")
            ? "another daemon records there: give this one a file of its own"
            : "make room, or see to the right to write there; it is tried again by itself");
    shut();
    nextTry = System.nanoTime() + AGAIN_NANOS;
  }

  /// What is wrong, out of what was tried: the library tells that first.
  static String reason(String told) {
    Matcher words = TRIED.matcher(told);
    return words.lookingAt() ? told.substring(words.end()) : told;
  }

  private void shut() {
    Optional<Database> open = database;
    synchronized (this) {
      database = Optional.empty();
    }
    open.ifPresent(d -> {
      try {
        d.close();
      } catch (SQLException e) {
        // What could not be written is lost; the file is whole.
      }
    });
  }

  /// Answers one SELECT.
  ///
  /// @throws EstatsException INVALID if it is something else or wrong, NOT_SUPPORTED if nothing is
  ///   recorded at the moment, BUSY if it takes too long
  public QueryResult query(String sql) {
    return Query.run(this::connection, sql);
  }

  private synchronized DuckDBConnection connection() throws SQLException {
    awaitOpening();
    return database
        .orElseThrow(() ->
            new EstatsException(
                EstatsException.Kind.NOT_SUPPORTED,
                "the history cannot be asked: " + state.reason().orElse("it is being opened"),
                "wait: it is opened again by itself once it can be"))
        .another();
  }

  /// Who asks just after the start does not want to hear that the file is being opened.
  private void awaitOpening() {
    long due = System.nanoTime() + OPENING_NANOS;
    try {
      while (database.isEmpty() && state.reason().isEmpty() && System.nanoTime() < due) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Records what has come so far, and ends.
  @Override
  public void close() {
    isEnding = true;
    try {
      thread.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
