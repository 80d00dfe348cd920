package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a `/proc` made by hand.
class NetworkNamespacesTest {

  private static final String DOCKER =
      "612 29 0:4 net:[4026532281] /run/docker/netns/8f\\0402c rw shared:1 - nsfs nsfs rw";

  @TempDir private Path proc;

  @Test
  void processesShowTheirNamespacesEachOnce() throws IOException {
    process(12, "net:[300]");
    process(7, "net:[200]");
    process(9, "net:[200]");
    NetworkNamespaces found = find();
    assertThat(found.all())
        .containsExactly(
            new NetworkNamespace(200, 7, "", proc.resolve("7/ns/net")),
            new NetworkNamespace(300, 12, "", proc.resolve("12/ns/net")));
    assertThat(found.processesUnreadable()).isZero();
  }

  @Test
  void mountsKeepNamespacesThatNoProcessIsIn() throws IOException {
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(
        proc.resolve("self/mountinfo"),
        DOCKER
            + "\n22 29 0:20 / /proc rw - proc proc rw\n"
            + "613 29 0:4 mnt:[4026532282] /run/x rw - nsfs nsfs rw\n");
    process(5, "net:[4026532281]");
    assertThat(find().all())
        .containsExactly(
            new NetworkNamespace(4026532281L, 5, "8f 2c", Path.of("/run/docker/netns/8f 2c")));
  }

  @Test
  void whoCannotBeReadIsCounted() throws IOException {
    Files.createDirectories(
        proc.resolve("3/ns/net")); // no link, as little as one that is forbidden
    Files.createDirectories(proc.resolve("4")); // ended, or about to
    Files.createDirectories(proc.resolve("acpi"));
    NetworkNamespaces found = find();
    assertThat(found.all()).isEmpty();
    assertThat(found.processesUnreadable()).isOne();
  }

  @Test
  void escapesInMountPointsAreUndone() {
    assertThat(NetworkNamespaces.unescape("a\\040b\\134c\\09")).isEqualTo("a b\\c\\09");
    assertThat(NetworkNamespaces.unescape("\\303\\244")).isEqualTo("\u00e4");
  }

  @Test
  void onlyLinksToNetworkNamespacesHaveAnInode() {
    assertThat(NetworkNamespace.inodeIn("net:[4026531840]")).contains(4026531840L);
    assertThat(NetworkNamespace.inodeIn("mnt:[4026531840]")).isEmpty();
    assertThat(NetworkNamespace.inodeIn("net:[]")).isEmpty();
    assertThat(NetworkNamespace.inodeIn("net:[x]")).isEmpty();
    assertThat(SocketOwners.inodeIn("socket:[4711]")).isEqualTo(4711);
    assertThat(SocketOwners.inodeIn("pipe:[4711]")).isZero();
    assertThat(SocketOwners.inodeIn("/dev/null")).isZero();
  }

  private NetworkNamespaces find() {
    return NetworkNamespaces.find(proc, proc.resolve("none"));
  }

  private void process(int pid, String link) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(pid + "/ns"));
    Files.createSymbolicLink(directory.resolve("net"), Path.of(link));
  }
}
