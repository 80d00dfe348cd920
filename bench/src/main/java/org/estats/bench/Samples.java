package org.estats.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// What the rounds found for one figure, in the order of the rounds.
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /// The middle one, or the mean of the two in the middle.
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /// By how much the median may be off, by the spread of the middle half: twice its standard error.
  double errorOfMedian() {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    double middleHalf = sorted.get(3 * n / 4) - sorted.get(n / 4);
    // Of a normal distribution the middle half is 1.349 deviations wide, the median's error 1.253
    // deviations over the root of their number.
    return 2 * 1.253 * middleHalf / 1.349 / Math.sqrt(n);
  }

  double lowest() {
    return values.stream().mapToDouble(v -> v).min().orElseThrow();
  }

  double highest() {
    return values.stream().mapToDouble(v -> v).max().orElseThrow();
  }

  Samples map(DoubleUnaryOperator change) {
    Samples changed = new Samples();
    values.forEach(v -> changed.add(change.applyAsDouble(v)));
    return changed;
  }

  /// Round by round, this over that: whatever slowed a round down slowed both.
  Samples over(Samples floor) {
    if (values.size() != floor.values.size()) {
      throw new IllegalArgumentException(values.size() + " rounds beside " + floor.values.size());
    }
    Samples ratios = new Samples();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / floor.values.get(i));
    }
    return ratios;
  }
}
