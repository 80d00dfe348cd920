package org.estats.lab.fault;

import org.estats.lab.Impairment;
import org.estats.lab.Transit;

/// A fault that strikes data segments told by their number: 1 is the first that comes by once the
/// fault is in place, whether it is sent for the first time or again.
abstract class DataFault implements Impairment {

  private int count;

  @Override
  public final void pass(Transit packet) {
    if (packet.headers().isTcp() && packet.headers().payloadBytes() > 0) {
      strike(packet, ++count);
    }
  }

  abstract void strike(Transit packet, int number);
}
