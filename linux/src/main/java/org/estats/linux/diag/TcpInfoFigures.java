package org.estats.linux.diag;

import java.util.Arrays;
import java.util.Optional;
import org.estats.Absence;
import org.estats.KernelFigure;

/// What `tcp_info` has that is no member, and how full the send buffer is.
final class TcpInfoFigures {

  /// `tcpi_min_rtt` before the first sample.
  private static final long NO_LEAST_RTT = 0xFFFF_FFFFL;

  private static final long MICROS_PER_MILLI = 1000;

  private TcpInfoFigures() {}

  /// By the ordinal of [KernelFigure].
  static long[] of(TcpInfo info, Optional<SendMemory> memory) {
    long[] numbers = new long[KernelFigure.values().length];
    Arrays.fill(numbers, Absence.NOT_IN_TCP_INFO.code());
    for (KernelFigure figure : KernelFigure.values()) {
      TcpInfoField field = field(figure);
      if (field != null) {
        numbers[figure.ordinal()] = info.getOr(field, Absence.KERNEL_LACKS.code());
      }
    }
    memory.ifPresent(m -> {
      numbers[KernelFigure.SEND_BUFFER.ordinal()] = m.limitBytes();
      numbers[KernelFigure.SEND_QUEUED.ordinal()] = m.queuedBytes();
    });
    if (info.getOr(TcpInfoField.MIN_RTT, NO_LEAST_RTT) == NO_LEAST_RTT) {
      numbers[KernelFigure.LEAST_RTT.ordinal()] = Absence.NO_SAMPLE_YET.code();
    }
    multiply(numbers, KernelFigure.DELIVERY_RATE, Byte.SIZE);
    multiply(numbers, KernelFigure.TIMEOUT_TIME, MICROS_PER_MILLI);
    numbers[KernelFigure.IS_DELIVERY_APP_LIMITED.ordinal()] =
        info.isDeliveryRateAppLimited() ? 1 : 0;
    return numbers;
  }

  private static TcpInfoField field(KernelFigure figure) {
    return switch (figure) {
      case LEAST_RTT -> TcpInfoField.MIN_RTT;
      case BUSY_TIME -> TcpInfoField.BUSY_TIME;
      case RECEIVER_LIMITED_TIME -> TcpInfoField.RWND_LIMITED;
      case BUFFER_LIMITED_TIME -> TcpInfoField.SNDBUF_LIMITED;
      case DELIVERY_RATE -> TcpInfoField.DELIVERY_RATE;
      case DELIVERED_MARKED -> TcpInfoField.DELIVERED_CE;
      case REORDERINGS -> TcpInfoField.REORD_SEEN;
      case TIMEOUTS -> TcpInfoField.TOTAL_RTO;
      case TIMEOUT_ROWS -> TcpInfoField.TOTAL_RTO_RECOVERIES;
      case TIMEOUT_TIME -> TcpInfoField.TOTAL_RTO_TIME;
      case CONGESTION_STATE -> TcpInfoField.CA_STATE;
      case SEND_BUFFER, SEND_QUEUED, WRITER_WAITS, IS_DELIVERY_APP_LIMITED -> null;
    };
  }

  private static void multiply(long[] numbers, KernelFigure figure, long factor) {
    if (!Absence.isAbsence(numbers[figure.ordinal()])) {
      numbers[figure.ordinal()] *= factor;
    }
  }
}
