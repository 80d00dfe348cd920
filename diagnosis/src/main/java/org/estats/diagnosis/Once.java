package org.estats.diagnosis;

import java.util.function.Supplier;

/// Something that is worked out when it is first asked for: of ten thousand verdicts a screen shows
/// the words of three.
final class Once<T> implements Supplier<T> {

  private Supplier<T> work;
  private T value;

  private Once(Supplier<T> work) {
    this.work = work;
  }

  static <T> Supplier<T> of(Supplier<T> work) {
    return new Once<>(work);
  }

  @Override
  public synchronized T get() {
    if (work != null) {
      value = work.get();
      work = null;
    }
    return value;
  }
}
