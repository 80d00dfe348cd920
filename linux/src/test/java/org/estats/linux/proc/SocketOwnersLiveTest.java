package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.estats.ConnectionRow;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.linux.diag.SockDiag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With sockets and processes of its own.
class SocketOwnersLiveTest {

  private static final String LISTENER =
      """
      package org.example;

      public class Listener {
        public static void main(String[] arguments) throws Exception {
          var listener = new java.net.ServerSocket(0);
          System.out.println(listener.getLocalPort());
          System.in.read();
        }
      }
      """;

  @Test
  void aChildJvmIsKnownByItsMainClass(@TempDir Path directory) throws Exception {
    Path source = directory.resolve("org/example/Listener.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, LISTENER);
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    run(new ProcessBuilder(bin.resolve("javac").toString(), source.toString()));
    Path options = Files.writeString(directory.resolve("options"), "-Xmx64m -cp .");
    ProcessBuilder builder =
        new ProcessBuilder(
            bin.resolve("java").toString(), "@" + options.getFileName(), "org.example.Listener");
    Process child = builder.directory(directory.toFile()).start();
    try (BufferedReader output = child.inputReader()) {
      long inode = listenerOn(Integer.parseInt(output.readLine()));
      SocketOwners owners = SocketOwners.of(List.of(inode));
      assertThat(owners.of(inode))
          .contains(new Owner((int) child.pid(), "org.example.Listener", "java"));
      assertThat(owners.pids(inode)).containsExactly((int) child.pid());
    } finally {
      child.destroy();
      child.waitFor();
    }
  }

  @Test
  void aSocketOfThisProcessIsItsOwn() throws IOException {
    try (ServerSocket listener = new ServerSocket(0)) {
      long inode = listenerOn(listener.getLocalPort());
      SocketOwners owners = SocketOwners.of(List.of(inode, 0L, 1L));
      assertThat(owners.of(inode).orElseThrow().pid())
          .isEqualTo((int) ProcessHandle.current().pid());
      assertThat(owners.of(0)).as("of the kernel").isEmpty();
      assertThat(owners.of(1)).as("no socket").isEmpty();
      assertThat(owners.pids(1)).isEmpty();
    }
  }

  @Test
  void theLowestNumberOwnsButProcessOneOnlyAlone(@TempDir Path proc) throws IOException {
    holds(proc, 1, "systemd", 500, 600);
    holds(proc, 30, "worker", 500, 700, 700);
    holds(proc, 20, "master", 500);
    Files.createDirectories(proc.resolve("40")); // ended, or about to
    Files.createFile(Files.createDirectories(proc.resolve("50")).resolve("fd")); // cannot be read
    SocketOwners owners = SocketOwners.of(proc, List.of(500L, 600L, 700L));
    assertThat(owners.of(500)).contains(new Owner(20, "master", "master"));
    assertThat(owners.pids(500)).containsExactly(1, 20, 30);
    assertThat(owners.of(600)).contains(new Owner(1, "systemd", "systemd"));
    assertThat(owners.pids(700)).containsExactly(30);
    assertThat(owners.processesUnreadable()).isOne();
  }

  private static void holds(Path proc, int pid, String comm, int... sockets) throws IOException {
    Path fd = Files.createDirectories(proc.resolve(pid + "/fd"));
    Files.writeString(proc.resolve(pid + "/comm"), comm + "\n");
    Files.createSymbolicLink(fd.resolve("0"), Path.of("pipe:[500]"));
    for (int i = 0; i < sockets.length; i++) {
      Files.createSymbolicLink(
          fd.resolve(Integer.toString(3 + i)), Path.of("socket:[" + sockets[i] + "]"));
    }
  }

  private static long listenerOn(int port) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream()
          .filter(r -> r.state() == TcpState.LISTEN)
          .filter(r -> r.connection().local().port() == port)
          .mapToLong(ConnectionRow::inode)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
    assertThat(builder.inheritIO().start().waitFor()).isZero();
  }
}
