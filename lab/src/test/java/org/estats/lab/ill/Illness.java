package org.estats.lab.ill;

import java.time.Duration;
import java.util.function.Consumer;
import org.estats.diagnosis.Nature;
import org.estats.lab.HostOptions;
import org.estats.lab.LinkOptions;

/// A connection with something wrong with it, and what that is.
///
/// @param name what tests call it
/// @param nature what is wrong
/// @param link the path
/// @param hosts who is at its ends
/// @param buffers of the sockets
/// @param traffic what the programs do
/// @param faults called with the play before the first byte
/// @param times when it is looked at
record Illness(
    String name,
    Nature nature,
    LinkOptions link,
    Hosts hosts,
    Buffers buffers,
    Traffic traffic,
    Consumer<IllConnection> faults,
    Times times) {

  /// @param client the host that sends
  /// @param server the host that receives
  record Hosts(HostOptions client, HostOptions server) {}

  /// @param sendBytes the client's SO_SNDBUF; 0 to leave it to the kernel
  /// @param receiveBytes the server's SO_RCVBUF; 0 to leave it to the kernel
  record Buffers(int sendBytes, int receiveBytes) {}

  /// @param writer what the client does
  /// @param reader what the server does
  record Traffic(Writer writer, Reader reader) {}

  /// @param before how long it goes on before anybody looks
  /// @param watched how long it is watched
  record Times(Duration before, Duration watched) {}

  /// A bulk transfer between ordinary hosts, watched for 4 s after the first.
  static Illness of(String name, Nature nature, LinkOptions link) {
    return new Illness(
        name,
        nature,
        link,
        new Hosts(HostOptions.standard(), HostOptions.standard()),
        new Buffers(0, 0),
        new Traffic(Writer.BULK, Reader.FAST),
        c -> {},
        new Times(Duration.ofSeconds(1), Duration.ofSeconds(4)));
  }

  Illness hosts(HostOptions client, HostOptions server) {
    Hosts others = new Hosts(client, server);
    return new Illness(name, nature, link, others, buffers, traffic, faults, times);
  }

  Illness congestionControl(String algorithm) {
    return hosts(hosts.client().withCongestionControl(algorithm), hosts.server());
  }

  Illness buffers(int sendBytes, int receiveBytes) {
    Buffers others = new Buffers(sendBytes, receiveBytes);
    return new Illness(name, nature, link, hosts, others, traffic, faults, times);
  }

  Illness traffic(Writer writer, Reader reader) {
    Traffic other = new Traffic(writer, reader);
    return new Illness(name, nature, link, hosts, buffers, other, faults, times);
  }

  Illness fault(Consumer<IllConnection> fault) {
    return new Illness(name, nature, link, hosts, buffers, traffic, fault, times);
  }

  Illness times(Duration before, Duration watched) {
    Times others = new Times(before, watched);
    return new Illness(name, nature, link, hosts, buffers, traffic, faults, others);
  }
}
