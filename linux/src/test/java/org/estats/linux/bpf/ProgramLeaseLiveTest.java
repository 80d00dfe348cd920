package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.estats.linux.KernelCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A program that a thread still holds when something else is loaded is not used for its next call.
@ExtendWith(Island.class)
class ProgramLeaseLiveTest {

  private static int number(int fd) {
    return ProgramInfo.ofProgram(fd).number();
  }

  /// Has this version take over while a call is under way, so that nobody closes what it runs.
  private static void assertRenewed(String otherIdentity) throws Exception {
    Generation old = Generation.current().orElseThrow();
    ProgramLease lease = new ProgramLease(Pin.GET);
    int before = number(lease.acquire());
    Generation other = Generation.next(old.number(), otherIdentity);
    Files.move(old.directory(), other.directory());
    other.makeCurrent();
    KernelCollector.ensureRunning();
    lease.release();
    int after = number(lease.acquire());
    lease.release();
    Generation young = Generation.current().orElseThrow();
    assertThat(young.number()).isGreaterThan(old.number());
    assertThat(after)
        .isNotEqualTo(before)
        .isEqualTo(ProgramInfo.ofPin(young, Pin.GET).orElseThrow().number());
  }

  @Test
  void whereCountsGoOn() throws Exception {
    KernelCollector.ensureRunning();
    String ours = Generation.current().orElseThrow().identity();
    String other = ours.substring(0, ours.lastIndexOf('-')) + "-0000000a";
    assertThat(KernelObject.shipped().canTakeOver(other)).isTrue();
    assertRenewed(other);
  }

  @Test
  void whereTheyBeginAnew() throws Exception {
    KernelCollector.ensureRunning();
    String other =
        Generation.current().orElseThrow().identity().replaceFirst("-[0-9a-f]+-", "-0000000a-");
    assertThat(KernelObject.shipped().canTakeOver(other)).isFalse();
    assertRenewed(other);
  }
}
