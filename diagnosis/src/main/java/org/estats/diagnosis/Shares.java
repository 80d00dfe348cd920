package org.estats.diagnosis;

/// How the time between the readings divides among those that limited the sender; each from 0 to 1.
/// They add up to 1.
///
/// @param sender it had nothing to send, or held back by itself
/// @param receiver the receiver's window was full
/// @param network the congestion window was full, or a loss was being repaired
public record Shares(double sender, double receiver, double network) {

  /// The same with the receiver's share raised, the others in proportion.
  Shares withReceiver(double raised) {
    double others = sender + network;
    double rest = others > 0 ? (1 - raised) / others : 0;
    return new Shares(sender * rest, raised, network * rest);
  }
}
