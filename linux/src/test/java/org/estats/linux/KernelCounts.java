package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.TcpInfo;
import org.estats.linux.diag.TcpInfoField;

/// The witness: what the kernel itself has counted for one end, out of its `tcp_info`.
///
/// @param fields everything this kernel gives
public record KernelCounts(Map<TcpInfoField, Long> fields) {

  /// Members that the kernel counts since the connection began.
  private static final Map<Member, TcpInfoField> COUNTED =
      Map.ofEntries(
          Map.entry(DataMember.DATA_BYTES_OUT, TcpInfoField.BYTES_SENT),
          Map.entry(DataMember.DATA_SEGS_OUT, TcpInfoField.DATA_SEGS_OUT),
          Map.entry(DataMember.DATA_SEGS_IN, TcpInfoField.DATA_SEGS_IN),
          Map.entry(DataMember.SEGS_OUT, TcpInfoField.SEGS_OUT),
          Map.entry(DataMember.SEGS_IN, TcpInfoField.SEGS_IN),
          Map.entry(DataMember.THRU_BYTES_ACKED, TcpInfoField.BYTES_ACKED),
          Map.entry(DataMember.THRU_BYTES_RECEIVED, TcpInfoField.BYTES_RECEIVED),
          Map.entry(PathMember.PKTS_RETRANS, TcpInfoField.TOTAL_RETRANS),
          Map.entry(PathMember.BYTES_RETRANS, TcpInfoField.BYTES_RETRANS),
          Map.entry(PathMember.DSACK_DUPS, TcpInfoField.DSACK_DUPS));

  /// Members that are a number of the kernel at this moment.
  private static final Map<Member, TcpInfoField> SHOWN =
      Map.of(
          PathMember.SMOOTHED_RTT, TcpInfoField.RTT,
          PathMember.RTT_VAR, TcpInfoField.RTTVAR,
          PathMember.CUR_RTO, TcpInfoField.RTO,
          PathMember.CUR_MSS, TcpInfoField.SND_MSS,
          PathMember.RETRAN_THRESH, TcpInfoField.REORDERING,
          PathMember.CUR_TIMEOUT_COUNT, TcpInfoField.RETRANSMITS,
          FineRttMember.SUM_RTT, TcpInfoField.RTT,
          FineRttMember.RTT_VAR, TcpInfoField.RTTVAR);

  /// Those that say how long ago something was, which is another number at every look.
  private static final TcpInfoField[] AGES = {
    TcpInfoField.LAST_DATA_SENT,
    TcpInfoField.LAST_ACK_SENT,
    TcpInfoField.LAST_DATA_RECV,
    TcpInfoField.LAST_ACK_RECV
  };

  /// The counts of this moment.
  public static KernelCounts of(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      TcpInfo info = diag.find(connection).orElseThrow().info().orElseThrow();
      Map<TcpInfoField, Long> fields = new EnumMap<>(TcpInfoField.class);
      for (TcpInfoField field : TcpInfoField.values()) {
        if (info.has(field)) {
          fields.put(field, info.get(field));
        }
      }
      for (TcpInfoField age : AGES) {
        fields.remove(age);
      }
      return new KernelCounts(fields);
    }
  }

  /// A connection that has just come into being.
  public static KernelCounts none() {
    Map<TcpInfoField, Long> fields = new HashMap<>();
    for (TcpInfoField field : TcpInfoField.values()) {
      fields.put(field, 0L);
    }
    return new KernelCounts(fields);
  }

  /// One field.
  public long get(TcpInfoField field) {
    return fields.get(field);
  }

  /// One field's difference from an earlier moment.
  public long since(KernelCounts before, TcpInfoField field) {
    return get(field) - before.get(field);
  }

  /// Whether all that was written has been sent, and all that was sent has been acknowledged.
  public boolean isIdle() {
    return get(TcpInfoField.UNACKED) == 0 && get(TcpInfoField.NOTSENT_BYTES) == 0;
  }

  /// The same with some bytes less in a field: the SYN or a FIN, which the kernel counts as one.
  public KernelCounts without(TcpInfoField field, long bytes) {
    Map<TcpInfoField, Long> changed = new EnumMap<>(fields);
    changed.merge(field, -bytes, Long::sum);
    return new KernelCounts(changed);
  }

  /// Holds every member that the kernel counts too against the kernel's count. Data, Path and
  /// FineRtt must be on, and must have been switched on at the moment of `before`.
  public void assertEqual(Snapshot snapshot, KernelCounts before) {
    Map<String, Long> expected = new LinkedHashMap<>();
    Map<String, Long> told = new LinkedHashMap<>();
    COUNTED.forEach((member, field) -> {
      expected.put(member.qualifiedName(), since(before, field));
      told.put(member.qualifiedName(), snapshot.exact(member).orElse(Long.MIN_VALUE));
    });
    SHOWN.forEach((member, field) -> {
      expected.put(member.qualifiedName(), get(field));
      told.put(member.qualifiedName(), snapshot.exact(member).orElse(Long.MIN_VALUE));
    });
    assertThat(told).isEqualTo(expected);
  }
}
