package org.estats.lab.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What tshark makes of a capture taken at the sender: the connection's first packet is the
/// sender's.
///
/// @param dataSegmentsOut segments with data that the sender sent
/// @param dataBytesOut the data in them
/// @param sentAgain segments that tshark takes for retransmissions; from where they are sent, what
///   comes out of order was sent again too
/// @param duplicateAcks what tshark takes for duplicate ACKs to the sender, while data was
///   outstanding, which RFC 5681 asks for and tshark does not
/// @param sackOptions segments to the sender with SACK blocks
/// @param sackBlocks the blocks
/// @param echoes segments to the sender with ECE, SYN not counted
record TsharkOpinion(
    long dataSegmentsOut,
    long dataBytesOut,
    long sentAgain,
    long duplicateAcks,
    long sackOptions,
    long sackBlocks,
    long echoes) {

  private static final List<String> FIELDS =
      List.of(
          "tcp.srcport",
          "tcp.len",
          "tcp.analysis.retransmission",
          "tcp.analysis.out_of_order",
          "tcp.analysis.duplicate_ack",
          "tcp.options.sack_le",
          "tcp.flags.ece",
          "tcp.flags.syn",
          "tcp.nxtseq",
          "tcp.ack");

  /// Lets tshark read a capture.
  static TsharkOpinion of(Path capture) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(List.of("-T", "fields", "-E", "separator=;"));
    FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
    Process tshark =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tshark.waitFor() != 0) {
      throw new IOException("tshark cannot read " + capture);
    }
    return read(text.lines().map(line -> line.split(";", -1)).toList());
  }

  private static TsharkOpinion read(List<String[]> packets) {
    String sender = packets.getFirst()[0];
    long[] counts = new long[FIELDS.size()];
    long sentUpTo = 0;
    for (String[] p : packets) {
      int length = Integer.parseInt(p[1]);
      if (p[0].equals(sender)) {
        counts[0] += length > 0 ? 1 : 0;
        counts[1] += length;
        counts[2] += !p[2].isEmpty() || !p[3].isEmpty() ? 1 : 0;
        sentUpTo = Math.max(sentUpTo, p[8].isEmpty() ? 0 : Long.parseLong(p[8]));
      } else {
        counts[3] += !p[4].isEmpty() && Long.parseLong(p[9]) < sentUpTo ? 1 : 0;
        counts[4] += p[5].isEmpty() ? 0 : 1;
        counts[5] += p[5].isEmpty() ? 0 : p[5].split(",").length;
        counts[6] += isTrue(p[6]) && !isTrue(p[7]) ? 1 : 0;
      }
    }
    return new TsharkOpinion(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
  }

  private static boolean isTrue(String flag) {
    return flag.equals("1") || flag.equals("True");
  }
}
