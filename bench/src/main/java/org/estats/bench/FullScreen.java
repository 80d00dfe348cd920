package org.estats.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `top` on a terminal of 24 lines that `script` makes: what it takes of a processor, how soon it
/// answers a key, and its memory. The key is seen to be answered when the first byte comes.
final class FullScreen {
  private static final double TARGET_PERCENT = 25;
  private static final double TARGET_ANSWER_MILLIS = 50;
  private static final double TARGET_MEGABYTES = 400;
  private static final long WARM_MILLIS = 6_000;
  private static final long WATCHED_MILLIS = 1_000;
  private static final int WATCHED = 10;
  private static final int KEYS_A_SECOND = 4;
  private static final String KEYS = "jsjjkrsr";
  private static final double NANOS_PER_MILLI = 1_000_000;
  private static final double KILO = 1024;
  private static final double PERCENT = 100;

  private final List<String> command;
  private volatile long lastOutput;

  FullScreen(String estats) {
    String line = "stty rows 24 cols 80; exec " + estats + " top";
    command = List.of("script", "-qefc", line, "/dev/null");
  }

  void measure(Report report) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TERM", "xterm");
    Process script = builder.redirectErrorStream(true).start();
    try {
      Thread reader = Thread.ofPlatform().daemon().start(() -> read(script.getInputStream()));
      Thread.sleep(WARM_MILLIS);
      ProcessHandle top = java(script);
      Samples still = share(top, script.getOutputStream(), new Samples(), false);
      Samples answers = new Samples();
      Samples busy = share(top, script.getOutputStream(), answers, true);
      Samples megabytes = new Samples();
      megabytes.add(residentKilobytes(top) / KILO);
      press(script.getOutputStream(), 'q');
      if (script.waitFor() != 0) {
        throw new IOException("top ended with " + script.exitValue());
      }
      reader.join();
      report.add(Row.of("top, of a processor", still, "%").atMost(TARGET_PERCENT));
      report.add(Row.of("top, while keys are pressed", busy, "%").atMost(TARGET_PERCENT));
      report.add(Row.of("top, answer to a key", answers, "ms").atMost(TARGET_ANSWER_MILLIS));
      report.add(Row.of("top, resident", megabytes, "MB").atMost(TARGET_MEGABYTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      script.descendants().forEach(ProcessHandle::destroy);
      script.destroy();
    }
  }

  private void read(InputStream in) {
    byte[] buffer = new byte[1 << 16];
    try {
      while (in.read(buffer) >= 0) {
        lastOutput = System.nanoTime();
      }
    } catch (IOException e) {
      return; // it has ended
    }
  }

  /// The process that the launcher has become.
  private static ProcessHandle java(Process script) throws IOException {
    return script
        .descendants()
        .filter(p -> p.info().command().map(c -> c.endsWith("/java")).orElse(false))
        .findFirst()
        .orElseThrow(() -> new IOException("top has not started"));
  }

  /// A share a second.
  private Samples share(ProcessHandle top, OutputStream keys, Samples answers, boolean isPressed)
      throws IOException, InterruptedException {
    Samples shares = new Samples();
    int pressed = 0;
    for (int second = 0; second < WATCHED; second++) {
      Duration before = used(top);
      long began = System.nanoTime();
      for (int i = 0; i < KEYS_A_SECOND && isPressed; i++) {
        answers.add(answerMillis(keys, KEYS.charAt(pressed++ % KEYS.length())));
        long next = began / 1_000_000 + (i + 1) * WATCHED_MILLIS / KEYS_A_SECOND;
        Thread.sleep(Math.max(0, next - System.nanoTime() / 1_000_000));
      }
      Thread.sleep(Math.max(0, WATCHED_MILLIS - (System.nanoTime() - began) / 1_000_000));
      double nanos = used(top).minus(before).toNanos();
      shares.add(PERCENT * nanos / (System.nanoTime() - began));
    }
    return shares;
  }

  private static Duration used(ProcessHandle top) throws IOException {
    return top.info().totalCpuDuration().orElseThrow(() -> new IOException("top has ended"));
  }

  private double answerMillis(OutputStream keys, char key)
      throws IOException, InterruptedException {
    long pressed = System.nanoTime();
    press(keys, key);
    while (lastOutput - pressed < 0) {
      if (System.nanoTime() - pressed > WARM_MILLIS * NANOS_PER_MILLI) {
        throw new IOException("top does not answer to '" + key + "'");
      }
      Thread.sleep(0, 100_000);
    }
    return (lastOutput - pressed) / NANOS_PER_MILLI;
  }

  private static void press(OutputStream keys, char key) throws IOException {
    keys.write(key);
    keys.flush();
  }

  private static double residentKilobytes(ProcessHandle top) throws IOException {
    Path status = Path.of("/proc", Long.toString(top.pid()), "status");
    return Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]))
        .findFirst()
        .orElseThrow();
  }
}
