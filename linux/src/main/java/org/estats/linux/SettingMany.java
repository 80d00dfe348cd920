package org.estats.linux;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.SwitchedCount;
import org.estats.linux.bpf.OneConnection;
import org.estats.linux.bpf.OneConnection.SetDone;

/// Switches many connections of the caller's namespace: thirty-two a call, and one walk over all
/// sockets at the end. Those that were busy, or are bound to a device, are switched by themselves.
final class SettingMany {

  private final int on;
  private final int off;
  private final SwitchedCount count;
  private boolean isUnsettled;

  /// @param on switches to turn on, as a mask
  /// @param off switches to turn off, as a mask
  /// @param count is told what came of it
  SettingMany(int on, int off, SwitchedCount count) {
    this.on = on;
    this.off = off;
    this.count = count;
  }

  void run(List<Connection> connections) {
    try {
      if (!connections.isEmpty()) {
        setByItself(connections.getFirst()); // which loads and attaches what is needed
        setTogether(connections.subList(1, connections.size()));
      }
    } finally {
      if (isUnsettled) {
        Settling.settleHere();
      }
    }
  }

  private void setTogether(List<Connection> connections) {
    List<Connection> unbound = new ArrayList<>(connections.size());
    List<Connection> others = new ArrayList<>();
    for (Connection c : connections) {
      (c.device() == Connection.ANY_DEVICE ? unbound : others).add(c);
    }
    BitSet done = new BitSet(unbound.size());
    int unsettled =
        OneConnection.attempt(
            unbound,
            on,
            off,
            (index, was) -> {
              done.set(index);
              count.done(isAsAsked(was));
            });
    isUnsettled |= unsettled > 0;
    for (int i = done.nextClearBit(0); i < unbound.size(); i = done.nextClearBit(i + 1)) {
      setByItself(unbound.get(i));
    }
    others.forEach(this::setByItself);
  }

  private void setByItself(Connection connection) {
    try {
      SetDone done = LinuxSource.setHere(connection, on, off);
      isUnsettled |= done.isUnsettled();
      count.done(isAsAsked(done.wasOn()));
    } catch (EstatsException e) {
      count.failed(e);
    }
  }

  private boolean isAsAsked(int was) {
    return (was & on) == on && (was & off) == 0;
  }
}
