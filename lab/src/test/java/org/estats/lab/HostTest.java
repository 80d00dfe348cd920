package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.estats.EstatsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OpenableLab.class)
class HostTest {

  private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");

  @Test
  void eachHostIsANamespaceOfItsOwn() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect())) {
      long own = (Long) Files.getAttribute(OWN_NAMESPACE, "unix:ino");

      assertThat(lab.client().netns()).isNotEqualTo(own).isNotEqualTo(lab.server().netns());
      assertThat(inode(lab.client())).isEqualTo(lab.client().netns());
      assertThat(inode(lab.server())).isEqualTo(lab.server().netns());
      assertThat((Long) Files.getAttribute(OWN_NAMESPACE, "unix:ino")).isEqualTo(own);
    }
  }

  private static long inode(Host host) throws IOException {
    return host.call(
        () -> (Long) Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino"));
  }

  @Test
  void commandsRunInTheNamespace() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect())) {
      Process readlink = lab.server().command(List.of("readlink", "/proc/self/ns/net")).start();
      String text = new String(readlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(text.strip()).isEqualTo("net:[" + lab.server().netns() + "]");
    }
  }

  @Test
  void twoHostsCanListenOnTheSamePort() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect());
        ServerSocketChannel one = lab.client().call(ServerSocketChannel::open);
        ServerSocketChannel two = lab.server().call(ServerSocketChannel::open)) {
      one.bind(new InetSocketAddress(7_777));
      two.bind(new InetSocketAddress(7_777));

      assertThat(two.getLocalAddress()).isEqualTo(one.getLocalAddress());
    }
  }

  @Test
  void settingsAreThoseOfTheNamespaceAlone() throws Exception {
    Path ecn = Path.of("/proc/sys/net/ipv4/tcp_ecn");
    String before = Files.readString(ecn);
    HostOptions client =
        HostOptions.standard().withSack(false).withSysctl("net.ipv4.tcp_reordering", "5");
    try (Lab lab = Lab.open(LinkOptions.perfect(), client, HostOptions.standard())) {
      lab.client().sysctl("net.ipv4.tcp_ecn", "1");

      assertThat(lab.client().sysctl("net.ipv4.tcp_ecn")).isEqualTo("1");
      assertThat(lab.client().sysctl("net.ipv4.tcp_sack")).isEqualTo("0");
      assertThat(lab.client().sysctl("net.ipv4.tcp_reordering")).isEqualTo("5");
      assertThat(lab.server().sysctl("net.ipv4.tcp_ecn")).isEqualTo("2");
      assertThat(lab.server().sysctl("net.ipv4.tcp_no_metrics_save")).isEqualTo("1");
      assertThat(Files.readString(ecn)).isEqualTo(before);
      assertThatThrownBy(() -> lab.client().sysctl("net.ipv4.nosuch", "1"))
          .isInstanceOf(EstatsException.class)
          .hasMessageContaining("this kernel has no setting net.ipv4.nosuch");
      assertThatThrownBy(() -> lab.client().sysctl("net.ipv4.tcp_ecn", "many"))
          .isInstanceOf(EstatsException.class)
          .hasMessageContaining("net.ipv4.tcp_ecn cannot be set to 'many'");
    }
  }

  @Test
  void theMtuOfEachHostLimitsItsPackets() throws Exception {
    HostOptions large = HostOptions.standard().withMtu(9_000);
    try (Lab lab = Lab.open(LinkOptions.perfect(), large, large)) {
      Transfer.of(200_000).run(lab);
      assertThat(longest(lab.log(), 0)).isEqualTo(9_000);

      int from = lab.log().rows();
      lab.client().mtu(1_400);
      Transfer.of(200_000).over(IpFamily.IPV6).run(lab);
      assertThat(longest(lab.log(), from)).isEqualTo(1_400);
      assertThatThrownBy(() -> lab.client().mtu(9_001)).hasMessageContaining("at most 9000");
    }
  }

  private static int longest(PacketLog log, int fromRow) {
    int longest = 0;
    for (int row = fromRow; row < log.rows(); row++) {
      longest = Math.max(longest, log.packetBytes(row));
    }
    return longest;
  }

  @Test
  void theLinkCarriesNothingThatNobodySent() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect())) {
      Transfer.of(10_000).over(IpFamily.IPV6).run(lab);

      assertThat(lab.link().counters(Direction.TO_SERVER).notInLog()).isZero();
      assertThat(lab.link().counters(Direction.TO_CLIENT).notInLog()).isZero();
      assertThat(lab.log().packet(0)).isZero();
    }
  }

  @Test
  void anErrorInTheNamespaceComesOutAsItWas() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect())) {
      assertThatThrownBy(() ->
              lab.client()
                  .call(() -> {
                    throw new IOException("as planned");
                  }))
          .isInstanceOf(IOException.class)
          .hasMessage("as planned");
    }
  }
}
