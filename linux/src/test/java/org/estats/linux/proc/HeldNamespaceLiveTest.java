package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.linux.Live;
import org.estats.linux.ffi.LibC;
import org.junit.jupiter.api.Test;

class HeldNamespaceLiveTest {

  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  /// A namespace whose thread has ended: all that keeps it is a file that this process has open.
  private static int open(long[] inode) throws Throwable {
    int[] file = new int[1];
    FreshNetns.run(() -> {
      inode[0] = NetworkNamespace.ownInode();
      file[0] = LibC.open(OWN.toString(), LibC.O_RDONLY);
    });
    return file[0];
  }

  @Test
  void aNamespaceThatAnOpenFileKeepsIsAmongAll() throws Throwable {
    long[] inode = new long[1];
    int file = open(inode);
    try {
      NetworkNamespaces found = NetworkNamespaces.find();
      assertThat(found.withInode(inode[0])).as("without a look at open files").isEmpty();
      NetworkNamespace held = found.withHeld().withInode(inode[0]).orElseThrow();
      assertThat(held.<Long, RuntimeException>call(NetworkNamespace::ownInode)).isEqualTo(inode[0]);
      assertThat(HeldNamespace.withInode(inode[0])).isPresent();
      assertThat(found.withHeld().all()).containsAll(found.all());
      // Other processes come and go with theirs: what is there before and after is compared.
      Live.await(
          "the same of those who may hold one as of all",
          () -> {
            var before = found.withHeld().all();
            Set<Integer> holders = SocketOwners.ofAll().namespaceHolders().orElseThrow();
            var ofHolders = found.withHeldBy(holders).all();
            return ofHolders.equals(before) && before.equals(found.withHeld().all());
          });
    } finally {
      LibC.close(file);
    }
    assertThat(NetworkNamespaces.find().withHeld().withInode(inode[0])).isEmpty();
  }

  @Test
  void aFileThatIsClosedMeanwhileIsANamespaceThatIsGone() throws Throwable {
    long[] inode = new long[1];
    int file = open(inode);
    NetworkNamespace held = HeldNamespace.withInode(inode[0]).orElseThrow();
    LibC.close(file);
    assertThatThrownBy(() -> held.call(() -> 1))
        .isInstanceOfSatisfying(
            EstatsException.class,
            e -> assertThat(e.kind()).isEqualTo(EstatsException.Kind.NOT_FOUND));
  }
}
