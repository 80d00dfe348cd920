package org.estats.lab.ground;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// Played trials in a file, so that a rule that was changed can be judged by them within a second.
/// The file is good for the version that wrote it: members are told by their place.
final class Recording {

  private Recording() {}

  /// Writes trials.
  static void write(Path file, List<Played> trials) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file))))) {
      out.writeInt(shape());
      for (Played played : trials) {
        out.writeUTF(played.trial().scenario().name());
        out.writeLong(played.trial().seed());
        out.writeInt(played.runs());
        write(out, played.ill());
        out.writeBoolean(played.well().isPresent());
        if (played.well().isPresent()) {
          write(out, played.well().get());
        }
      }
    }
  }

  /// Reads trials.
  ///
  /// @throws IOException also if another version wrote them
  static List<Played> read(Path file, List<GroundScenario> scenarios) throws IOException {
    List<Played> trials = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      if (in.readInt() != shape()) {
        throw new IOException(file + " is of another version: play it again");
      }
      while (true) {
        String name;
        try {
          name = in.readUTF();
        } catch (EOFException e) {
          return trials;
        }
        GroundScenario scenario =
            scenarios.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has a scenario that is gone: " + name));
        Trial trial = new Trial(scenario, in.readLong());
        int runs = in.readInt();
        Observation ill = observation(in);
        trials.add(
            new Played(
                trial,
                ill,
                in.readBoolean() ? Optional.of(observation(in)) : Optional.empty(),
                runs));
      }
    }
  }

  private static int shape() {
    return Catalogue.members().stream().map(Member::qualifiedName).toList().hashCode() * 31
        + KernelFigure.values().length;
  }

  private static void write(DataOutputStream out, Observation o) throws IOException {
    out.writeDouble(o.progress());
    writeAll(out, o.readings());
    writeAll(out, o.plain());
    writeAll(out, o.received());
    out.writeDouble(o.lateShare());
    out.writeLong(o.latestNanos());
    out.writeLong(o.skippedHooks());
  }

  private static Observation observation(DataInputStream in) throws IOException {
    return new Observation(
        in.readDouble(),
        readAll(in),
        readAll(in),
        readAll(in),
        in.readDouble(),
        in.readLong(),
        in.readLong());
  }

  private static void writeAll(DataOutputStream out, List<List<Snapshot>> connections)
      throws IOException {
    out.writeInt(connections.size());
    for (List<Snapshot> readings : connections) {
      out.writeInt(readings.size());
      for (Snapshot reading : readings) {
        write(out, reading);
      }
    }
  }

  private static List<List<Snapshot>> readAll(DataInputStream in) throws IOException {
    List<List<Snapshot>> connections = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      List<Snapshot> readings = new ArrayList<>();
      int each = in.readInt();
      for (int j = 0; j < each; j++) {
        readings.add(snapshot(in));
      }
      connections.add(readings);
    }
    return connections;
  }

  private static void write(DataOutputStream out, Snapshot s) throws IOException {
    write(out, s.connection().local());
    write(out, s.connection().remote());
    out.writeByte(s.state().ordinal());
    write(out, s.taken());
    for (Switch each : Switch.values()) {
      boolean isKnown = s.since(each).isPresent();
      out.writeBoolean(isKnown);
      if (isKnown) {
        write(out, s.since(each).get());
      }
    }
    for (Member member : Catalogue.members()) {
      out.writeLong(raw(s.exact(member)));
    }
    for (KernelFigure figure : KernelFigure.values()) {
      out.writeLong(raw(s.figure(figure)));
    }
  }

  private static Snapshot snapshot(DataInputStream in) throws IOException {
    Connection connection = new Connection(endpoint(in), endpoint(in));
    TcpState state = TcpState.values()[in.readByte()];
    Instant taken = instant(in);
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    for (Switch each : Switch.values()) {
      if (in.readBoolean()) {
        since.put(each, instant(in));
      }
    }
    long[] raw = numbers(in, Catalogue.members().size());
    return new Snapshot(connection, state, taken, since, raw)
        .withFigures(numbers(in, KernelFigure.values().length));
  }

  private static long[] numbers(DataInputStream in, int count) throws IOException {
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.readLong();
    }
    return numbers;
  }

  private static long raw(Value value) {
    return switch (value) {
      case Value.Present(long number) -> number;
      case Value.Absent(Absence why) -> why.code();
    };
  }

  private static void write(DataOutputStream out, Instant moment) throws IOException {
    out.writeLong(moment.getEpochSecond());
    out.writeInt(moment.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static void write(DataOutputStream out, Endpoint end) throws IOException {
    byte[] address = end.address().getAddress();
    out.writeByte(address.length);
    out.write(address);
    out.writeInt(end.port());
  }

  private static Endpoint endpoint(DataInputStream in) throws IOException {
    byte[] address = in.readNBytes(in.readByte());
    return new Endpoint(InetAddress.getByAddress(address), in.readInt());
  }
}
