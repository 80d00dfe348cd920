package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.estats.ConnectionRow;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.estats.linux.ffi.LibC;
import org.estats.linux.proc.SocketOwners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The kernel half tells who holds which socket.
@ExtendWith(Island.class)
class HeldSocketsLiveTest {

  @Test
  void whereNothingIsLoadedNothingIsTold() {
    assertThat(HeldSockets.read((inode, pid) -> {})).isFalse();
    assertThat(LinuxSource.owners().isLookedUp()).as("from /proc").isTrue();
  }

  @Test
  void theKernelTellsWhoMayHoldANamespace() throws Exception {
    KernelCollector.ensureRunning();
    int self = (int) ProcessHandle.current().pid();
    int file = -1;
    try {
      assertThat(LinuxSource.owners().namespaceHolders().orElseThrow()).doesNotContain(self);
      assertThat(SocketOwners.ofAll().namespaceHolders().orElseThrow()).doesNotContain(self);
      file = LibC.open("/proc/self/ns/net", LibC.O_RDONLY);
      assertThat(HeldSockets.read((inode, pid) -> assertThat(inode).isNotZero())).isTrue();
      assertThat(LinuxSource.owners().namespaceHolders().orElseThrow()).contains(self);
      assertThat(SocketOwners.ofAll().namespaceHolders().orElseThrow()).contains(self);
    } finally {
      LibC.close(file);
      KernelCollector.unload();
    }
  }

  @Test
  void theKernelTellsWhatProcTells() throws Exception {
    KernelCollector.ensureRunning();
    try (Pair _ = Pair.open()) {
      AtomicInteger told = new AtomicInteger();
      assertThat(HeldSockets.read((inode, pid) -> told.incrementAndGet())).isTrue();
      assertThat(told.get()).as("both ends and the listener at least").isGreaterThanOrEqualTo(2);
      SocketOwners fromKernel = LinuxSource.owners();
      SocketOwners fromProc = SocketOwners.ofAll();
      int compared = 0;
      for (ConnectionRow row : new LinuxSource().connections()) {
        if (row.inode() != 0) {
          assertThat(fromKernel.pids(row.inode())).isEqualTo(fromProc.pids(row.inode()));
          compared++;
        }
      }
      assertThat(compared).isGreaterThanOrEqualTo(2);
      assertThat(fromKernel.processesUnreadable()).isZero();
    } finally {
      KernelCollector.unload();
    }
  }
}
