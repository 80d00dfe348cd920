package org.estats.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.estats.linux.KernelCollector;
import org.estats.linux.LinuxSource;
import org.estats.linux.Pair;
import org.estats.linux.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The rules take fewer of what they would while a budget asks for that.
@ExtendWith(Island.class)
class ThinningLiveTest {

  private static final int CONNECTIONS = 200;

  private final LinuxSource source = new LinuxSource();

  /// How many of new connections are on at one end, and whether the other end always agrees.
  private int taken() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    int on = 0;
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        pairs.add(Pair.open());
        boolean client = !source.get(pairs.getLast().clientEnd()).on().isEmpty();
        boolean server = !source.get(pairs.getLast().serverEnd()).on().isEmpty();
        assertThat(server).as("both ends or neither").isEqualTo(client);
        on += client ? 1 : 0;
      }
      return on;
    } finally {
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }

  @Test
  void aThinnedRuleTakesOneInSoManyAndThenAllAgain() throws Exception {
    KernelCollector.addRule(Rules.forAllHere());
    try {
      assertThat(KernelCollector.thinning()).isEqualTo(1);
      assertThat(taken()).isEqualTo(CONNECTIONS);
      KernelCollector.thin(4);
      assertThat(KernelCollector.thinning()).isEqualTo(4);
      // 50 are expected, with a deviation of 6; five of these are passed once in two million.
      assertThat(taken()).isBetween(20, 80);
      KernelCollector.thin(1 << 16);
      assertThat(taken()).isLessThanOrEqualTo(2);
      KernelCollector.thin(1);
      assertThat(taken()).isEqualTo(CONNECTIONS);
    } finally {
      KernelCollector.unload();
    }
  }
}
