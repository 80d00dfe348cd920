package org.estats.lab;

import java.time.Duration;
import java.util.Objects;

/// The link between the two hosts.
///
/// @param toServer what happens to packets of the client
/// @param toClient what happens to packets of the server
/// @param logRowsMax how many rows the [PacketLog] holds, at about 50 bytes each; a packet that
///   arrives takes two
public record LinkOptions(DirectionOptions toServer, DirectionOptions toClient, int logRowsMax) {

  /// Enough for about 2 GB of data; 200 MB of memory, taken as it is needed.
  public static final int LOG_ROWS = 4_000_000;

  /// Checks that the options make sense.
  public LinkOptions {
    Objects.requireNonNull(toServer, "toServer");
    Objects.requireNonNull(toClient, "toClient");
    if (logRowsMax <= 0) {
      throw new IllegalArgumentException("a log of " + logRowsMax + " rows holds nothing");
    }
  }

  /// A link with a log of the ordinary size.
  public LinkOptions(DirectionOptions toServer, DirectionOptions toClient) {
    this(toServer, toClient, LOG_ROWS);
  }

  /// A link that passes everything on at once.
  public static LinkOptions perfect() {
    return new LinkOptions(DirectionOptions.perfect(), DirectionOptions.perfect());
  }

  /// A link of the same rate and delay in both directions.
  ///
  /// @param rateBitsPerSecond of the lines; [DirectionOptions#NO_LIMIT] for no limit
  /// @param roundTrip twice the delay of a direction
  public static LinkOptions symmetric(long rateBitsPerSecond, Duration roundTrip) {
    DirectionOptions either =
        DirectionOptions.perfect().withRate(rateBitsPerSecond).withDelay(roundTrip.dividedBy(2));
    return new LinkOptions(either, either);
  }

  /// The same with another direction to the server.
  public LinkOptions withToServer(DirectionOptions options) {
    return new LinkOptions(options, toClient, logRowsMax);
  }

  /// The same with another direction to the client.
  public LinkOptions withToClient(DirectionOptions options) {
    return new LinkOptions(toServer, options, logRowsMax);
  }

  /// The same with a log of this size.
  public LinkOptions withLogRows(int rowsMax) {
    return new LinkOptions(toServer, toClient, rowsMax);
  }

  /// What happens to packets of a direction.
  public DirectionOptions of(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }
}
