package org.estats.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.estats.EstatsException;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.TunDevice;
import org.estats.linux.ffi.TunWait;

/// The path between the two hosts: takes packets from one's TUN device, does to them what
/// [LinkOptions] and further [Impairment]s say, and hands them to the other's.
///
/// One thread does it all, so that there is one order of things. It sleeps until shortly before the
/// next packet is due, then watches the clock, and runs before all ordinary threads of the machine.
/// Before it hands a packet to a host it takes in all that this host has sent, so that the
/// [PacketLog] has cause and effect in their order.
public final class Link {

  /// So much before the time it stays awake: getting up takes 7 us here.
  private static final long AWAKE_NANOS = 10_000;

  /// Longer sleeps would make closing slow.
  private static final long SLEEP_NANOS_MAX = 20_000_000;

  /// While a direction is stalled it looks this often.
  private static final long STALLED_NANOS = 50_000;

  /// Over so much time the thread must sleep its tenth.
  private static final long SHARE_NANOS = 10_000_000;

  private static final int BATCH_PACKETS = 256;
  private static final long POLL_MILLIS = 1;

  private final Lane toServer;
  private final Lane toClient;
  private final PacketPool pool;
  private final DeliveryQueue queue = new DeliveryQueue();
  private final TunWait wait;
  private final Thread thread;
  private long shareNanos = System.nanoTime();
  private long restedNanos;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile int inFlight;
  private volatile long activeNanos = System.nanoTime();

  private Link(TunDevice client, TunDevice server, LinkOptions options, int bytes, PacketLog log) {
    pool = new PacketPool(bytes);
    toServer = new Lane(Direction.TO_SERVER, client, server, options, pool, queue, log);
    toClient = new Lane(Direction.TO_CLIENT, server, client, options, pool, queue, log);
    wait = new TunWait(client, server);
    thread = Thread.ofPlatform().daemon().name("lab-link").unstarted(this::run);
  }

  /// Joins two devices.
  ///
  /// @param packetBytesMax the longest packet that either sends
  static Link start(
      TunDevice client, TunDevice server, LinkOptions options, int packetBytesMax, PacketLog log) {
    Link link = new Link(client, server, options, packetBytesMax, log);
    link.thread.start();
    return link;
  }

  /// Puts an impairment in front of loss and bottleneck, behind those put there earlier. It sees
  /// all packets that are sent from about now on.
  ///
  /// @return the impairment
  public <I extends Impairment> I beforeBottleneck(Direction direction, I impairment) {
    lane(direction).insert(impairment, true);
    return impairment;
  }

  /// Puts an impairment behind the delay, as the last of the chain.
  ///
  /// @return the impairment
  public <I extends Impairment> I afterBottleneck(Direction direction, I impairment) {
    lane(direction).insert(impairment, false);
    return impairment;
  }

  /// Stops taking packets from the host that sends in a direction, or goes on: as an interface does
  /// that waits for its line. What the host sends meanwhile fills its own queue.
  public void stall(Direction direction, boolean on) {
    lane(direction).stall(on);
  }

  /// What a direction has done so far.
  public LinkCounters counters(Direction direction) {
    return lane(direction).counters();
  }

  /// Waits until nothing has been on the link for a while.
  ///
  /// @param quiet how long; more than the longest time that a host waits before it speaks again,
  ///   such as 40 ms for a delayed ACK
  /// @param atMost how long to wait for it
  /// @throws EstatsException if it does not become quiet, or the link has failed
  public void awaitQuiet(Duration quiet, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (inFlight > 0 || System.nanoTime() - activeNanos < quiet.toNanos()) {
      requireRunning();
      if (System.nanoTime() - deadline > 0) {
        throw new EstatsException(
            EstatsException.Kind.FAILED,
            "the link was not quiet for "
                + quiet.toMillis()
                + " ms within "
                + atMost.toMillis()
                + " ms");
      }
      Thread.sleep(POLL_MILLIS);
    }
    requireRunning();
  }

  /// Makes sure that the link still works.
  ///
  /// @throws EstatsException if it has failed; the cause says why
  public void requireRunning() {
    if (failure != null) {
      EstatsException e =
          new EstatsException(
              EstatsException.Kind.FAILED, "the link has stopped: " + failure.getMessage());
      e.initCause(failure);
      throw e;
    }
  }

  private Lane lane(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  private void run() {
    try {
      becomePunctual();
      while (!stopped) {
        boolean busy = toServer.takeIn() | toClient.takeIn();
        busy |= deliverDue();
        if (busy) {
          activeNanos = System.nanoTime();
        } else {
          rest();
        }
        leaveOthersTheirShare();
        inFlight = queue.size();
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /// Without real-time priority other work on a busy machine makes some 10 % of packets
  /// milliseconds late; with it next to none (2 cores, 3 busy loops, 50 Mbit/s).
  private static void becomePunctual() {
    LibC.timerSlack(1);
    Precedence.take();
  }

  private boolean deliverDue() {
    int delivered = 0;
    while (delivered < BATCH_PACKETS
        && queue.size() > 0
        && queue.dueNanos() - System.nanoTime() <= 0) {
      int slot = queue.slot();
      Lane lane = lane(pool.direction(slot));
      Lane back = lane == toServer ? toClient : toServer;
      if (back.takeIn() && queue.slot() != slot) {
        continue; // something that is due earlier has come
      }
      long due = queue.dueNanos();
      queue.remove();
      lane.deliver(slot, due);
      delivered++;
    }
    return delivered > 0;
  }

  private void rest() {
    if (toServer.isStalled() || toClient.isStalled()) {
      LockSupport.parkNanos(STALLED_NANOS); // what is not taken in would wake it again and again
      return;
    }
    long nanos = SLEEP_NANOS_MAX;
    if (queue.size() > 0) {
      nanos = Math.min(nanos, queue.dueNanos() - System.nanoTime() - AWAKE_NANOS);
    }
    if (nanos > 0) {
      long begin = System.nanoTime();
      wait.await(nanos);
      restedNanos += System.nanoTime() - begin;
    } else {
      Thread.onSpinWait();
    }
  }

  /// A real-time thread that never sleeps would starve the kernel's own threads on its core, and
  /// half the machine waits for these. So, when there is no end of work, it sleeps a tenth of the
  /// time.
  private void leaveOthersTheirShare() {
    long now = System.nanoTime();
    if (now - shareNanos < SHARE_NANOS) {
      return;
    }
    long missing = SHARE_NANOS / 10 - restedNanos;
    if (missing > 0) {
      LockSupport.parkNanos(missing);
      now = System.nanoTime();
    }
    shareNanos = now;
    restedNanos = 0;
  }

  /// Stops; packets on the way are gone. The devices stay open.
  void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    wait.close();
    pool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
