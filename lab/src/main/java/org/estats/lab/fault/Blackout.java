package org.estats.lab.fault;

import org.estats.lab.Fate;
import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// Drops everything while it is on. It is off at first.
public final class Blackout implements Impairment {

  private volatile boolean on;

  /// One that lets everything through until it is told to begin.
  public Blackout() {}

  /// From now on nothing gets through.
  public void begin() {
    on = true;
  }

  /// From now on everything gets through again.
  public void end() {
    on = false;
  }

  @Override
  public void pass(Transit packet) {
    if (on) {
      packet.drop(Fate.SCRIPTED);
    }
  }
}
