package org.estats.lab.fault;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Marks chosen data segments with Congestion Experienced, as a router with ECN does in place of
/// dropping them. Segments that are not ECN-capable stay as they are.
public final class MarkCe {

  private static final int CE = 3;
  private static final int V6_ECN_SHIFT = 4;

  private MarkCe() {}

  /// Marks all segments from one number to another, both included.
  public static Impairment segments(int first, int last) {
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (number >= first && number <= last && packet.headers().ecn() != 0) {
          mark(packet);
        }
      }
    };
  }

  /// Marks each segment with this probability.
  ///
  /// @param seed of what is drawn; one number a data segment
  public static Impairment share(double probability, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (random.nextDouble() < probability && packet.headers().ecn() != 0) {
          mark(packet);
        }
      }
    };
  }

  /// Marks one data segment in so many, evenly.
  public static Impairment oneIn(int segments) {
    return new DataFault() {
      @Override
      void strike(Transit packet, int number) {
        if (number % segments == 0 && packet.headers().ecn() != 0) {
          mark(packet);
        }
      }
    };
  }

  private static void mark(Transit packet) {
    ByteBuffer bytes = packet.bytes();
    int at = packet.offset() + 1;
    if (packet.headers().ipVersion() == 4) {
      bytes.put(at, (byte) (bytes.get(at) | CE));
      InternetChecksum.setV4(bytes, packet.offset());
    } else {
      bytes.put(at, (byte) (bytes.get(at) | CE << V6_ECN_SHIFT)); // no checksum covers it
    }
    packet.rewritten();
  }
}
