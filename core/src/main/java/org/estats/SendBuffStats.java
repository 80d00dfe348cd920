package org.estats;

import java.util.Objects;
import org.estats.catalogue.SendBuffMember;

/// The SendBuff group of a [Snapshot]. What each number means: [SendBuffMember#definition()].
public final class SendBuffStats {

  private final Snapshot snapshot;

  SendBuffStats(Snapshot snapshot) {
    this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
  }

  /// [SendBuffMember#CUR_RETX_QUEUE].
  public Value curRetxQueue() {
    return snapshot.value(SendBuffMember.CUR_RETX_QUEUE);
  }

  /// [SendBuffMember#MAX_RETX_QUEUE].
  public Value maxRetxQueue() {
    return snapshot.value(SendBuffMember.MAX_RETX_QUEUE);
  }

  /// [SendBuffMember#CUR_APP_W_QUEUE].
  public Value curAppWQueue() {
    return snapshot.value(SendBuffMember.CUR_APP_W_QUEUE);
  }

  /// [SendBuffMember#MAX_APP_W_QUEUE].
  public Value maxAppWQueue() {
    return snapshot.value(SendBuffMember.MAX_APP_W_QUEUE);
  }
}
