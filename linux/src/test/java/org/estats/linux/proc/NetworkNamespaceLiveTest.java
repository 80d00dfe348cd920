package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.EstatsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNamespaceLiveTest {

  @Test
  void theOwnNamespaceIsFoundAndNeedsNoRight() throws Exception {
    NetworkNamespace own = NetworkNamespace.own();
    assertThat(own.inode()).isEqualTo(NetworkNamespace.ownInode()).isPositive();
    assertThat(own.pid()).isEqualTo((int) ProcessHandle.current().pid());
    NetworkNamespaces found = NetworkNamespaces.find();
    assertThat(found.withInode(own.inode())).isPresent();
    assertThat(found.others()).noneMatch(n -> n.inode() == own.inode());
    assertThat(own.<Long, RuntimeException>call(NetworkNamespace::ownInode)).isEqualTo(own.inode());
  }

  @Test
  void workRunsInsideAndLeavesTheCallerWhereItWas() throws Throwable {
    long before = NetworkNamespace.ownInode();
    FreshNetns.run(() -> {
      NetworkNamespace fresh = NetworkNamespace.own();
      assertThat(fresh.inode()).isNotEqualTo(before);
      Thread[] visitor = new Thread[1];
      Thread outside =
          NetworkNamespaces.find()
              .withInode(before)
              .orElseThrow()
              .call(() -> {
                assertThat(NetworkNamespace.ownInode()).isEqualTo(before);
                visitor[0] =
                    fresh.call(() -> {
                      assertThat(NetworkNamespace.ownInode()).isEqualTo(fresh.inode());
                      return Thread.currentThread();
                    });
                return Thread.currentThread();
              });
      assertThat(NetworkNamespace.ownInode()).isEqualTo(fresh.inode());
      assertThat(outside.isAlive()).isFalse();
      assertThat(visitor[0].isAlive()).isFalse();
    });
    assertThat(NetworkNamespace.ownInode()).isEqualTo(before);
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    NetworkNamespace own = NetworkNamespace.own();
    assertThatThrownBy(() ->
            own.call(() -> {
              throw new IOException("checked");
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("checked");
    assertThatThrownBy(() ->
            own.call(() -> {
              throw new IllegalStateException("unchecked");
            }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNamespaceThatIsGoneIsNotFound() {
    NetworkNamespace gone = new NetworkNamespace(1, 0, "gone", Path.of("/run/netns/no-such-one"));
    assertThatThrownBy(() -> gone.call(() -> 1))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND))
        .hasMessageContaining("gone [1]");
  }

  @Test
  void aProcessNumberThatBelongsToSomebodyElseByNowIsNoticed() {
    NetworkNamespace reused = new NetworkNamespace(1, 0, "", Path.of("/proc/self/ns/net"));
    assertThatThrownBy(() -> reused.call(() -> 1))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND));
  }

  @Test
  void aFileThatKeepsItsNamespaceNoMoreIsOneThatIsGone(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    NetworkNamespace none = new NetworkNamespace(1, 0, "", file);
    assertThatThrownBy(() -> none.call(() -> 1))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND));
  }
}
