package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.estats.ConnectionRow;
import org.estats.TcpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

class AnswerReaderTest {

  private static final int DONE = 3;
  private static final int ERROR = 2;
  private static final int MULTI = 2;
  private static final int INTERRUPTED = 0x10;
  private static final int LOCAL = 8;
  private static final int REMOTE = 24;

  private final List<ConnectionRow> rows = new ArrayList<>();
  private final AnswerReader reader =
      new AnswerReader(GoldenDump.NUMBER, new SocketView(42), s -> rows.add(s.row()));

  @Test
  void aDumpOfIpv4SocketsIsUnderstood() throws IOException {
    read(GoldenDump.datagrams().get("ipv4-6.18.bin"));
    assertThat(reader.isDamaged()).isFalse();
    assertThat(reader.sockets()).isEqualTo(rows.size()).isGreaterThan(3);
    assertThat(rows).extracting(ConnectionRow::state).contains(TcpState.TIME_WAIT);
    assertThat(rows)
        .allSatisfy(r -> assertThat(r.connection().local().toString()).startsWith("127.0.0.1:"))
        .allSatisfy(r -> assertThat(r.connection().netns()).isEqualTo(42));
    assertThat(rows)
        .filteredOn(r -> r.state() == TcpState.ESTABLISHED)
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.inode()).isPositive());
  }

  @Test
  void aDumpOfIpv6SocketsIsUnderstood() throws IOException {
    read(GoldenDump.datagrams().get("ipv6-6.18.bin"));
    assertThat(reader.isDamaged()).isFalse();
    assertThat(rows)
        .filteredOn(r -> r.state() == TcpState.LISTEN)
        .extracting(r -> r.connection().toString())
        .contains("[::]:8080-[::]:0");
    assertThat(rows)
        .filteredOn(r -> r.connection().local().isIpv4() && r.receiveQueueBytes() == 1234)
        .hasSize(1);
    assertThat(rows).anySatisfy(r -> assertThat(r.connection().toString()).startsWith("[::1]:"));
  }

  @Test
  void everythingAskedForIsInTheView() throws IOException {
    List<String> seen = new ArrayList<>();
    AnswerReader views =
        new AnswerReader(
            GoldenDump.NUMBER,
            new SocketView(42),
            s -> {
              if (s.hasTcpInfo() && s.state() == TcpState.ESTABLISHED) {
                seen.add(s.congestionControl());
                assertThat(s.tcpInfo().length()).isEqualTo(TcpInfoBytes.BYTES);
                assertThat(s.tcpInfo().get(TcpInfoField.SND_MSS)).isPositive();
                assertThat(s.memory(SocketMemory.SEND_BUFFER)).isPositive();
                assertThat(s.has(SocketMemory.DROPS)).isTrue();
              }
            });
    views.read(MemorySegment.ofArray(GoldenDump.datagrams().get("ipv4-6.18.bin")));
    assertThat(seen).hasSize(2).doesNotContain("");
  }

  @Test
  void theEndIsTheEnd() {
    read(message(DONE, MULTI, GoldenDump.NUMBER, 0));
    assertThat(reader.isDone()).isTrue();
    assertThat(reader.errno()).isZero();
    assertThat(reader.isDamaged()).isFalse();
  }

  @Test
  void anErrorEndsTheAnswer() {
    read(message(ERROR, 0, GoldenDump.NUMBER, -2));
    assertThat(reader.isDone()).isTrue();
    assertThat(reader.errno()).isEqualTo(2);
  }

  @Test
  void anErrorMayComeWithTheEnd() {
    read(message(DONE, MULTI, GoldenDump.NUMBER, -105));
    assertThat(reader.errno()).isEqualTo(105);
  }

  @Test
  void theAnswerToAnotherRequestIsPassedOver() {
    read(message(DONE, MULTI, GoldenDump.NUMBER - 1, 0));
    assertThat(reader.isDone()).isFalse();
    assertThat(reader.isDamaged()).isFalse();
  }

  @Test
  void anInterruptedDumpIsSaidToBeSo() {
    read(message(DONE, MULTI | INTERRUPTED, GoldenDump.NUMBER, 0));
    assertThat(reader.isDone()).isTrue();
    assertThat(reader.isDamaged()).isTrue();
  }

  @Test
  void whatIsCutOffIsNoticedWhereverItIsCut() throws IOException {
    for (Map.Entry<String, byte[]> golden : GoldenDump.datagrams().entrySet()) {
      byte[] whole = golden.getValue();
      List<Integer> ends = ends(whole);
      for (int length = 1; length < whole.length; length++) {
        AnswerReader cut = new AnswerReader(GoldenDump.NUMBER, new SocketView(0), s -> s.row());
        cut.read(MemorySegment.ofArray(whole).asSlice(0, length));
        assertThat(cut.isDamaged())
            .as(golden.getKey() + " cut at " + length)
            .isEqualTo(!ends.contains(length));
      }
    }
  }

  @Test
  void endsOfTwoFamiliesAreNoConnection() throws IOException {
    byte[] datagram = GoldenDump.datagrams().get("ipv6-6.18.bin");
    ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    int first = AnswerReader.HEADER_BYTES;
    buffer.putLong(first + LOCAL, 0).putInt(first + LOCAL + 8, 0xFFFF_0000); // ::ffff:...
    buffer.putLong(first + REMOTE, 0x1234);
    read(Arrays.copyOf(datagram, buffer.getInt(0)));
    assertThat(reader.isDamaged()).isTrue();
    assertThat(rows).isEmpty();
  }

  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void aLengthOfZeroDoesNotHoldTheReaderUp() {
    read(new byte[64]);
    assertThat(reader.isDamaged()).isTrue();
    assertThat(rows).isEmpty();
  }

  private void read(byte[] datagram) {
    reader.read(MemorySegment.ofArray(datagram));
  }

  private static List<Integer> ends(byte[] datagram) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    List<Integer> ends = new ArrayList<>();
    for (int at = 0; at < datagram.length; at = ends.getLast()) {
      ends.add(at + (buffer.getInt(at) + 3 & ~3));
    }
    return ends;
  }

  private static byte[] message(int type, int flags, int number, int result) {
    return ByteBuffer.allocate(20)
        .order(ByteOrder.nativeOrder())
        .putInt(20)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(number)
        .putInt(0)
        .putInt(result)
        .array();
  }
}
