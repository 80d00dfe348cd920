package org.estats.lab;

import java.time.Duration;
import org.estats.Connection;

/// How a [Transfer] went.
///
/// @param client the connection as the client's host sees it, with its namespace
/// @param server the connection as the server's host sees it, with its namespace
/// @param bytes how much data was sent
/// @param duration from the first write to the arrival of the last acknowledgement
/// @param sentChecksum CRC-32C of what was written
/// @param receivedChecksum CRC-32C of what was read
public record TransferResult(
    Connection client,
    Connection server,
    long bytes,
    Duration duration,
    long sentChecksum,
    long receivedChecksum) {

  /// Whether what was read is what was written.
  public boolean intact() {
    return sentChecksum == receivedChecksum;
  }

  /// How much data was carried a second.
  public double bitsPerSecond() {
    return bytes * (double) Byte.SIZE * 1e9 / duration.toNanos();
  }
}
