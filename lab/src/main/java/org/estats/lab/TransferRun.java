package org.estats.lab;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.estats.Connection;

/// One run of a [Transfer] once the connection is there. Who calls it closes the channels, which
/// ends the threads if they still run.
final class TransferRun {

  private static final int CHUNK_BYTES = 65_536;
  private static final long POLL_MILLIS = 1;

  private final Transfer transfer;
  private final Lab lab;
  private final TransferHooks hooks;
  private final long deadlineNanos;
  private final CRC32C sent = new CRC32C();
  private final CRC32C received = new CRC32C();
  private volatile IOException failure;

  TransferRun(Transfer transfer, Lab lab, TransferHooks hooks, long deadlineNanos) {
    this.transfer = transfer;
    this.lab = lab;
    this.hooks = hooks;
    this.deadlineNanos = deadlineNanos;
  }

  private interface Work {
    void run() throws IOException;
  }

  TransferResult run(SocketChannel client, SocketChannel server)
      throws IOException, InterruptedException {
    Connection here = lab.client().connection(client);
    Connection there = lab.server().connection(server);
    hooks.afterConnect(here, there);
    AckWatch acks = new AckWatch(lab.log(), here, transfer.bytes());
    Thread receiver = start("lab-receiver", () -> receive(server));
    long beginNanos = System.nanoTime();
    Thread sender = start("lab-sender", () -> send(client));
    await(sender, "not all data was written");
    await(receiver, "not all data was read");
    while (!acks.complete()) {
      requireGoing("not all data was acknowledged");
      Thread.sleep(POLL_MILLIS);
    }
    lab.link().awaitQuiet(Transfer.QUIET, Duration.ofNanos(deadlineNanos - System.nanoTime()));
    hooks.afterAcknowledged(here, there);
    return new TransferResult(
        here,
        there,
        transfer.bytes(),
        Duration.ofNanos(acks.nanos() - beginNanos),
        sent.getValue(),
        received.getValue());
  }

  private Thread start(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (IOException e) {
            failure = e;
          }
        });
  }

  private void await(Thread thread, String otherwise) throws IOException, InterruptedException {
    while (!thread.join(Duration.ofMillis(POLL_MILLIS))) {
      requireGoing(otherwise);
    }
    requireGoing(otherwise);
  }

  private void requireGoing(String otherwise) throws IOException {
    lab.link().requireRunning();
    if (failure != null) {
      throw failure;
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw transfer.late(otherwise);
    }
  }

  private void send(SocketChannel channel) throws IOException {
    SeededRandom random = new SeededRandom(transfer.seed(), Direction.TO_SERVER, 0);
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long left = transfer.bytes();
    while (left > 0) {
      chunk.clear();
      while (chunk.hasRemaining()) {
        chunk.putLong(random.nextLong());
      }
      chunk.flip().limit((int) Math.min(left, CHUNK_BYTES));
      sent.update(chunk.duplicate());
      left -= chunk.remaining();
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    }
  }

  private void receive(SocketChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long left = transfer.bytes();
    while (left > 0) {
      chunk.clear();
      int n = channel.read(chunk);
      if (n < 0) {
        throw new EOFException("the connection ended with " + left + " bytes missing");
      }
      received.update(chunk.flip());
      left -= n;
    }
  }
}
