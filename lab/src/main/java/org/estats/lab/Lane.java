package org.estats.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.estats.linux.ffi.TunDevice;

/// One direction of the [Link]. All but the counters and the chain is the link's thread's own.
final class Lane {

  /// So many packets are taken at a time, so that a host that never stops sending cannot hold up
  /// what is due.
  private static final int BATCH_PACKETS = 256;

  private static final int NO_NUMBER = -1;
  private static final int NOT_IN_LOG = -1;

  private final Direction direction;
  private final TunDevice from;
  private final TunDevice to;
  private final PacketPool pool;
  private final DeliveryQueue queue;
  private final PacketLog log;
  private final Transit transit;
  private final TcpPacket arriving = new TcpPacket();
  private final int[] copySlots = new int[Transit.COPIES_MAX];
  private final int[] copyStages = new int[Transit.COPIES_MAX];
  private final long[] copyNanos = new long[Transit.COPIES_MAX];
  private int copies;
  private int nextNumber;

  private final AtomicLongArray fates = new AtomicLongArray(Fate.values().length);
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong notInLog = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong latestNanos = new AtomicLong();
  private volatile Chain chain;
  private volatile boolean stalled;

  /// @param stages what packets pass through
  /// @param bottleneckStart where the caller's own end that stand before the bottleneck
  private record Chain(Impairment[] stages, int bottleneckStart) {}

  Lane(
      Direction direction,
      TunDevice from,
      TunDevice to,
      LinkOptions options,
      PacketPool pool,
      DeliveryQueue queue,
      PacketLog log) {
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.pool = pool;
    this.queue = queue;
    this.log = log;
    this.transit = new Transit(direction);
    this.chain = new Chain(stages(options.of(direction)), 0);
  }

  private Impairment[] stages(DirectionOptions options) {
    Impairment[] all = new Impairment[3];
    int n = 0;
    if (options.lossProbability() > 0) {
      all[n++] = new RandomLoss(options.lossProbability(), options.seed(), direction);
    }
    if (options.rateBitsPerSecond() != DirectionOptions.NO_LIMIT) {
      all[n++] =
          new Bottleneck(
              options.rateBitsPerSecond(), options.queueBytesMax(), options.queuePacketsMax());
    }
    if (options.delayNanos() > 0 || options.jitterNanos() > 0) {
      all[n++] = PropagationDelay.of(options, direction);
    }
    return Arrays.copyOf(all, n);
  }

  /// Puts an impairment in, behind those that were put at the same end before.
  void insert(Impairment impairment, boolean beforeBottleneck) {
    synchronized (this) {
      Chain old = chain;
      int at = beforeBottleneck ? old.bottleneckStart : old.stages.length;
      Impairment[] stages = new Impairment[old.stages.length + 1];
      System.arraycopy(old.stages, 0, stages, 0, at);
      stages[at] = impairment;
      System.arraycopy(old.stages, at, stages, at + 1, old.stages.length - at);
      chain = new Chain(stages, old.bottleneckStart + (beforeBottleneck ? 1 : 0));
    }
  }

  /// Leaves what the sending host sends in its interface, or takes it in again.
  void stall(boolean on) {
    stalled = on;
  }

  boolean isStalled() {
    return stalled;
  }

  /// Takes in what the sending host has sent; says whether there was anything.
  boolean takeIn() {
    if (stalled) {
      return false;
    }
    for (int n = 0; n < BATCH_PACKETS; n++) {
      int slot = pool.take();
      int bytes = from.read(pool.memory(slot), pool.offset(slot), pool.slotBytes());
      if (bytes == 0) {
        pool.giveBack(slot);
        return n > 0;
      }
      arrive(slot, bytes, System.nanoTime());
    }
    return true;
  }

  private void arrive(int slot, int bytes, long now) {
    int number = nextNumber++;
    packets.setOpaque(number + 1L);
    int row = -1;
    if (arriving.read(pool.memory(slot).bytes(), pool.offset(slot), bytes)) {
      row = log.sent(arriving, direction, number, now);
    } else {
      notInLog.setOpaque(notInLog.getPlain() + 1);
    }
    pool.fill(slot, direction, bytes, number, row);
    Impairment[] stages = chain.stages;
    pass(slot, stages, 0, now);
    while (copies > 0) {
      copies--;
      pass(copySlots[copies], stages, copyStages[copies], copyNanos[copies]);
    }
  }

  private void pass(int slot, Impairment[] stages, int first, long now) {
    ByteBuffer bytes = pool.memory(slot).bytes();
    transit.begin(bytes, pool.offset(slot), pool.lengthBytes(slot), pool.number(slot), now);
    for (int i = first; i < stages.length; i++) {
      stages[i].pass(transit);
      ByteBuffer answer = transit.takeAnswer();
      if (answer != null) {
        sendBack(answer);
      }
      if (transit.dropped() != null) {
        end(slot, transit.dropped());
        return;
      }
      for (int n = transit.takeCopies(); n > 0; n--) {
        copy(slot, i + 1);
      }
    }
    queue.add(transit.atNanos(), slot);
  }

  /// Hands a packet that began on the path to the host whose packets pass here.
  private void sendBack(ByteBuffer packet) {
    int slot = pool.take();
    int length = packet.remaining();
    pool.memory(slot).bytes().put(pool.offset(slot), packet, packet.position(), length);
    pool.fill(slot, Direction.from(direction.to()), length, NO_NUMBER, NOT_IN_LOG);
    queue.add(transit.atNanos(), slot);
  }

  private void copy(int slot, int nextStage) {
    if (copies == copySlots.length) {
      throw new IllegalStateException("more than " + copies + " copies of a packet");
    }
    copySlots[copies] = pool.copy(slot);
    copyStages[copies] = nextStage;
    copyNanos[copies++] = transit.atNanos();
  }

  /// Hands a packet to the receiving host.
  void deliver(int slot, long dueNanos) {
    long now = System.nanoTime();
    noteLateness(now - dueNanos);
    ByteBuffer bytes = pool.memory(slot).bytes();
    int row = -1;
    if (arriving.read(bytes, pool.offset(slot), pool.lengthBytes(slot))) {
      // Before the write: the host answers while it lasts.
      row = log.delivered(arriving, direction, pool.number(slot), now);
    }
    boolean taken = to.write(pool.memory(slot), pool.offset(slot), pool.lengthBytes(slot));
    Fate fate = taken ? Fate.DELIVERED : Fate.REFUSED;
    log.setFate(row, fate);
    end(slot, fate);
  }

  private void noteLateness(long nanos) {
    if (nanos > LinkCounters.LATE_NANOS) {
      late.setOpaque(late.getPlain() + 1);
    }
    if (nanos > latestNanos.getPlain()) {
      latestNanos.setOpaque(nanos);
    }
  }

  private void end(int slot, Fate fate) {
    log.setFate(pool.row(slot), fate);
    int which = fate.ordinal();
    fates.setOpaque(which, fates.getPlain(which) + 1);
    pool.giveBack(slot);
  }

  LinkCounters counters() {
    return new LinkCounters(
        packets.getOpaque(),
        notInLog.getOpaque(),
        count(Fate.DELIVERED),
        count(Fate.LOST),
        count(Fate.QUEUE_FULL),
        count(Fate.SCRIPTED),
        count(Fate.REFUSED),
        late.getOpaque(),
        latestNanos.getOpaque());
  }

  private long count(Fate fate) {
    return fates.getOpaque(fate.ordinal());
  }
}
