package org.estats.catalogue;

import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Width.SIZE_T;

/// The queues of the sending side: `TCP_ESTATS_SEND_BUFF_ROD_v0`.
public enum SendBuffMember implements Member {
  CUR_RETX_QUEUE(
      shape(GAUGE, BYTES, SIZE_T, "tcpEStatsStackCurRetxQueue", "1.1.5.1.39"),
      "Bytes sent and not yet acknowledged, held for retransmission; payload only."),
  MAX_RETX_QUEUE(
      shape(MAXIMUM, BYTES, SIZE_T, "tcpEStatsStackMaxRetxQueue", "1.1.5.1.40"),
      "Largest CurRetxQueue since the group was switched on."),
  CUR_APP_W_QUEUE(
      shape(GAUGE, BYTES, SIZE_T, "tcpEStatsAppCurAppWQueue", "1.1.6.1.11"),
      "Bytes the application has written that have not been sent a first time."),
  MAX_APP_W_QUEUE(
      shape(MAXIMUM, BYTES, SIZE_T, "tcpEStatsAppMaxAppWQueue", "1.1.6.1.12"),
      "Largest CurAppWQueue since the group was switched on.");

  private final Shape shape;
  private final String definition;

  SendBuffMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.SEND_BUFF;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.SEND_BUFF) + ordinal();
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
