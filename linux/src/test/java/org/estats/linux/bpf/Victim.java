package org.estats.linux.bpf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.EnumSet;
import java.util.Set;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.catalogue.Switch;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;

/// A process that does one thing over and over, for as long as it is let live. Says a byte when it
/// has done it for the first time.
final class Victim {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();
  private final Connection end;

  private Victim(Connection end) {
    this.end = end;
  }

  static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("nothing")) {
      return;
    }
    if (arguments[0].equals("load-once")) {
      KernelCollector.ensureRunning();
      return;
    }
    if (arguments[0].equals("unload-once")) {
      KernelCollector.unload();
      return;
    }
    if (arguments[0].equals("ended")) {
      try (ClosedReader reader = new LinuxSource().closed();
          FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
        out.write(reader.next().orElseThrow().ended().toString().getBytes(US_ASCII));
      }
      return;
    }
    Pair pair = Pair.open();
    Victim victim = new Victim(pair.clientEnd());
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (boolean isFirst = true; ; isFirst = false) {
        try {
          victim.work(arguments[0]);
        } catch (EstatsException e) {
          // Others come in between; all that counts is what is left behind.
        }
        if (isFirst) {
          out.write('.');
        }
      }
    }
  }

  private void work(String what) throws Exception {
    switch (what) {
      case "load" -> {
        Generation.current().ifPresent(Victim::age);
        KernelCollector.ensureRunning();
      }
      case "attach" -> {
        KernelCollector.detachIfIdle();
        Hooks.detach(Generation.current().orElseThrow());
        KernelCollector.ensureRunning();
      }
      case "set" -> {
        source.set(end, ALL, NONE);
        source.get(end);
        source.set(end, NONE, ALL);
      }
      case "detach" -> {
        KernelCollector.ensureRunning();
        KernelCollector.detachIfIdle();
      }
      case "unload" -> {
        KernelCollector.ensureRunning();
        source.set(end, ALL, NONE);
        KernelCollector.unload();
      }
      default -> throw new IllegalArgumentException(what);
    }
  }

  /// Makes a generation look like one of an earlier version with the same layouts.
  static void age(Generation generation) {
    String identity = generation.identity();
    String older = identity.substring(0, identity.lastIndexOf('-')) + "-0000000a";
    Generation aged = Generation.next(generation.number(), older);
    try (CollectorLock lock = CollectorLock.takeIfMounted()) {
      if (lock != null && !aged.directory().equals(generation.directory())) {
        java.nio.file.Files.move(generation.directory(), aged.directory());
        aged.makeCurrent();
      }
    } catch (java.io.IOException e) {
      throw new EstatsException(EstatsException.Kind.FAILED, "rename: " + e.getMessage());
    }
  }
}
