package org.estats.server.sample;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.estats.TcpState;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Nature;
import org.estats.diagnosis.Shares;
import org.estats.diagnosis.Verdict;

/// The machine in one line. What is not known is NaN.
///
/// @param states how many connections are in each state
/// @param outBitsPerSecond data sent
/// @param inBitsPerSecond data received
/// @param retransShare bytes sent again of bytes sent, since the tick before
/// @param rtt quantiles of the smoothed round-trip times, in microseconds
/// @param shares who limits the senders, of all that were judged and were not idle
/// @param verdicts how many connections have each verdict
/// @param natures how many connections have each nature
/// @param on of how many connections something is collected
public record Totals(
    Map<TcpState, Integer> states,
    double outBitsPerSecond,
    double inBitsPerSecond,
    double retransShare,
    Quantiles rtt,
    Optional<Shares> shares,
    Map<Verdict, Integer> verdicts,
    Map<Nature, Integer> natures,
    int on) {

  /// Quantiles; NaN if there is nothing.
  public record Quantiles(double p50, double p90, double p99) {

    /// The quantiles of numbers, which are sorted for it; NaN among them does not count.
    public static Quantiles of(double[] numbers) {
      Arrays.sort(numbers); // NaN goes last
      int known = numbers.length;
      while (known > 0 && Double.isNaN(numbers[known - 1])) {
        known--;
      }
      return new Quantiles(
          at(numbers, known, 0.5), at(numbers, known, 0.9), at(numbers, known, 0.99));
    }

    private static double at(double[] sorted, int known, double part) {
      return known == 0
          ? Double.NaN
          : sorted[(int) Math.min(known - 1L, Math.round(part * (known - 1)))];
    }
  }

  /// The totals of some connections.
  public static Totals of(List<Line> lines) {
    Counting counting = new Counting(lines.size());
    lines.forEach(counting::add);
    return counting.totals();
  }

  /// Totals while they are being added up.
  private static final class Counting {

    private final Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Nature, Integer> natures = new EnumMap<>(Nature.class);
    private final double[] rtt;
    private int rows;
    private double out;
    private double in;
    private double sent;
    private double again;
    private double sender;
    private double receiver;
    private double network;
    private int on;

    Counting(int lines) {
      rtt = new double[lines];
    }

    void add(Line line) {
      states.merge(line.state(), 1, Integer::sum);
      rtt[rows++] = line.rttMicros();
      on += line.on().isEmpty() ? 0 : 1;
      out += known(line.rates().outBitsPerSecond());
      in += known(line.rates().inBitsPerSecond());
      if (line.rates().outBitsPerSecond() >= 0 && line.rates().retransBitsPerSecond() >= 0) {
        sent += line.rates().outBitsPerSecond();
        again += line.rates().retransBitsPerSecond();
      }
      line.diagnosis().ifPresent(this::add);
    }

    private void add(Diagnosis diagnosis) {
      verdicts.merge(diagnosis.verdict(), 1, Integer::sum);
      natures.merge(diagnosis.nature(), 1, Integer::sum);
      if (diagnosis.nature() != Nature.IDLE) {
        diagnosis
            .shares()
            .ifPresent(s -> {
              sender += s.sender();
              receiver += s.receiver();
              network += s.network();
            });
      }
    }

    private static double known(double number) {
      return Double.isNaN(number) ? 0 : number;
    }

    Totals totals() {
      double all = sender + receiver + network;
      return new Totals(
          states,
          out,
          in,
          sent > 0 ? Math.min(1, again / sent) : Double.NaN,
          Quantiles.of(rtt),
          all > 0
              ? Optional.of(new Shares(sender / all, receiver / all, network / all))
              : Optional.empty(),
          verdicts,
          natures,
          on);
    }
  }
}
