package org.estats.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `ss -ti` says of a connection. What it leaves out is 0.
record SsFigures(String text) {

  /// Segments retransmitted: the second number of `retrans:0/3`.
  long pktsRetrans() {
    return number("\\bretrans:\\d+/(\\d+)");
  }

  long bytesRetrans() {
    return number("\\bbytes_retrans:(\\d+)");
  }

  long dataBytesOut() {
    return number("\\bbytes_sent:(\\d+)");
  }

  long dataSegsOut() {
    return number("\\bdata_segs_out:(\\d+)");
  }

  private long number(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
