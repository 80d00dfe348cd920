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
/// @param client the host that sends
/// @param server the host that receives
/// @param sendBufferBytes the client's SO_SNDBUF; 0 to leave it to the kernel
/// @param receiveBufferBytes the server's SO_RCVBUF; 0 to leave it to the kernel
/// @param writer what the client does
/// @param reader what the server does
/// @param faults called with the play before the first byte
/// @param before how long it goes on before anybody looks
/// @param watched how long it is watched
record Illness(
    String name,
    Nature nature,
    LinkOptions link,
    HostOptions client,
    HostOptions server,
    int sendBufferBytes,
    int receiveBufferBytes,
    Writer writer,
    Reader reader,
    Consumer<IllConnection> faults,
    Duration before,
    Duration watched) {

  static Illness of(String name, Nature nature, LinkOptions link) {
    return new Illness(
        name,
        nature,
        link,
        HostOptions.standard(),
        HostOptions.standard(),
        0,
        0,
        Writer.BULK,
        Reader.FAST,
        c -> {},
        Duration.ofSeconds(1),
        Duration.ofSeconds(4));
  }

  Illness hosts(HostOptions newClient, HostOptions newServer) {
    return new Illness(
        name,
        nature,
        link,
        newClient,
        newServer,
        sendBufferBytes,
        receiveBufferBytes,
        writer,
        reader,
        faults,
        before,
        watched);
  }

  Illness congestionControl(String algorithm) {
    return hosts(client.withCongestionControl(algorithm), server);
  }

  Illness buffers(int send, int receive) {
    return new Illness(
        name, nature, link, client, server, send, receive, writer, reader, faults, before, watched);
  }

  Illness traffic(Writer newWriter, Reader newReader) {
    return new Illness(
        name,
        nature,
        link,
        client,
        server,
        sendBufferBytes,
        receiveBufferBytes,
        newWriter,
        newReader,
        faults,
        before,
        watched);
  }

  Illness fault(Consumer<IllConnection> fault) {
    return new Illness(
        name,
        nature,
        link,
        client,
        server,
        sendBufferBytes,
        receiveBufferBytes,
        writer,
        reader,
        fault,
        before,
        watched);
  }

  Illness times(Duration newBefore, Duration newWatched) {
    return new Illness(
        name,
        nature,
        link,
        client,
        server,
        sendBufferBytes,
        receiveBufferBytes,
        writer,
        reader,
        faults,
        newBefore,
        newWatched);
  }
}
