package org.estats.diagnosis;

import java.util.List;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.SendBuffMember;

/// What the kernel knows of a connection besides the members, over all readings; NaN where the
/// source does not say.
final class Figures {

  private static final int LOOKS_FOR_STRAY = 3;

  private final List<Snapshot> readings;
  private double blockedShare;
  private boolean isBlockedKnown;

  Figures(List<Snapshot> readings) {
    this.readings = readings;
  }

  private static double number(Snapshot reading, KernelFigure figure) {
    long number = reading.figureOr(figure, Differences.NONE);
    return number == Differences.NONE ? Double.NaN : number;
  }

  /// What it is at the end.
  double last(KernelFigure figure) {
    return number(readings.getLast(), figure);
  }

  /// By how much it rose.
  double of(KernelFigure counter) {
    double rise = last(counter) - number(readings.getFirst(), counter);
    return rise >= 0 ? rise : Double.NaN;
  }

  /// The largest of all readings.
  double largest(KernelFigure gauge) {
    double largest = Double.NaN;
    for (Snapshot reading : readings) {
      double number = number(reading, gauge);
      if (!(largest >= number) && !Double.isNaN(number)) {
        largest = number;
      }
    }
    return largest;
  }

  /// The mean of the delivery rates at those readings that the application did not limit.
  double meanDeliveryRate() {
    double sum = 0;
    int count = 0;
    for (Snapshot reading : readings) {
      double rate = fullRate(reading);
      if (rate > 0) {
        sum += rate;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /// How far they stray from it; NaN of fewer than three.
  double strayOfDeliveryRate() {
    double mean = meanDeliveryRate();
    double squares = 0;
    int count = 0;
    for (Snapshot reading : readings) {
      double rate = fullRate(reading);
      if (rate > 0) {
        squares += (rate - mean) * (rate - mean);
        count++;
      }
    }
    return count < LOOKS_FOR_STRAY ? Double.NaN : Math.sqrt(squares / count);
  }

  private static double fullRate(Snapshot reading) {
    boolean isFull = number(reading, KernelFigure.IS_DELIVERY_APP_LIMITED) == 0;
    return isFull ? number(reading, KernelFigure.DELIVERY_RATE) : Double.NaN;
  }

  /// At how many of the readings an application waits for room in the send buffer, as a share of
  /// those at which something is on its way or waits to be; NaN if no reading tells.
  double blockedShare() {
    if (!isBlockedKnown) {
      blockedShare = lookForBlocked();
      isBlockedKnown = true;
    }
    return blockedShare;
  }

  private double lookForBlocked() {
    int told = 0;
    int blocked = 0;
    for (Snapshot reading : readings) {
      double held =
          Differences.number(reading, SendBuffMember.CUR_RETX_QUEUE)
              + Differences.number(reading, SendBuffMember.CUR_APP_W_QUEUE);
      double limit = number(reading, KernelFigure.SEND_BUFFER);
      if (!(held > 0) || !(limit > 0)) {
        continue;
      }
      told++;
      double waits = number(reading, KernelFigure.WRITER_WAITS);
      double queued = number(reading, KernelFigure.SEND_QUEUED);
      boolean isFull = queued >= Thresholds.WOKEN_AT * limit;
      blocked += waits == 1 || Double.isNaN(waits) && isFull ? 1 : 0;
    }
    return told == 0 ? Double.NaN : (double) blocked / told;
  }
}
