package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.estats.linux.proc.FreshNetns;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.junit.jupiter.api.Test;

class NamespaceCensusLiveTest {

  /// Seen from a namespace made for the test, that of the rest of this process is another one.
  @Test
  void theConnectionsOfOtherNamespacesAreCounted() throws Throwable {
    long rest = NetworkNamespace.ownInode();
    try (LoopbackPair elsewhere = LoopbackPair.mapped()) {
      FreshNetns.run(() -> {
        try (LoopbackPair here = LoopbackPair.mapped();
            SockDiag diag = SockDiag.open()) {
          assertThat(diag.netns()).isEqualTo(NetworkNamespace.ownInode()).isNotEqualTo(rest);
          assertThat(diag.find(here.clientSide())).isPresent();
          assertThat(diag.find(elsewhere.clientSide())).isEmpty();
          assertThat(diag.connections()).hasSize(3);
          NamespaceCensus census = NamespaceCensus.elsewhere(NetworkNamespaces.find().withHeld());
          Optional<NamespaceCensus.Count> count =
              census.counts().stream().filter(c -> c.namespace().inode() == rest).findFirst();
          assertThat(count.orElseThrow().connections()).isGreaterThanOrEqualTo(2);
          assertThat(census.connectionsInAll()).isGreaterThanOrEqualTo(count.get().connections());
          assertThat(census.counts()).noneMatch(c -> c.namespace().inode() == diag.netns());
        }
      });
    }
  }
}
