package org.estats.linux.bpf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.linux.collector.HookCost;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// Measures what the attached hooks cost on this machine just now.
public final class CostMeasurement {

  private CostMeasurement() {}

  /// Has the kernel time the hooks for a while.
  ///
  /// @return one for each attached hook; none where nothing is attached
  /// @throws org.estats.EstatsException ACCESS_DENIED without root
  public static List<HookCost> over(Duration time) throws InterruptedException {
    Optional<Generation> generation = Generation.current();
    if (generation.isEmpty()) {
      return List.of();
    }
    try {
      int statistics = Bpf.enableStatistics();
      try {
        Map<Pin, ProgramInfo> before = look(generation.get());
        long began = System.nanoTime();
        Thread.sleep(time);
        Map<Pin, ProgramInfo> after = look(generation.get());
        return differences(before, after, System.nanoTime() - began);
      } finally {
        LibC.close(statistics);
      }
    } catch (NativeException e) {
      throw Loader.explain(e, "have the kernel time its programs", "run as root");
    }
  }

  private static Map<Pin, ProgramInfo> look(Generation generation) {
    Map<Pin, ProgramInfo> found = new EnumMap<>(Pin.class);
    for (Pin pin : Pin.values()) {
      if (pin.isHook() && Hooks.isAttached(generation, pin)) {
        ProgramInfo.ofPin(generation, pin).ifPresent(info -> found.put(pin, info));
      }
    }
    return found;
  }

  /// A hook that was attached or replaced meanwhile is left out.
  private static List<HookCost> differences(
      Map<Pin, ProgramInfo> before, Map<Pin, ProgramInfo> after, long nanos) {
    List<HookCost> costs = new ArrayList<>();
    after.forEach((pin, last) -> {
      ProgramInfo first = before.get(pin);
      if (first != null && first.number() == last.number()) {
        costs.add(
            new HookCost(
                pin.fileName(), last.runs() - first.runs(), last.nanos() - first.nanos(), nanos));
      }
    });
    return costs;
  }
}
