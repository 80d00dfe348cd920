package org.estats.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A crowd that asks a daemon for long answers all at once: `Crowding PORT CLIENTS ROUNDS`. Each
/// asks for something else, so that no answer serves another. For each answer a line tells its
/// status, whether it says when to come again, and whether it was whole.
final class Crowding {

  private static final List<String> PATHS =
      List.of(
          "connections?limit=1000&offset=",
          "connections?limit=1000&filter=remote=127.0.0.0/8&offset=",
          "verdicts?limit=1000&offset=",
          "connections?limit=500&spark=60&offset=");

  private Crowding() {}

  static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    int clients = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int number = i;
      crowd.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int round = 0; round < rounds; round++) {
                  String path = PATHS.get((number + round) % PATHS.size());
                  IO.println(ask(port, "/api/v1/" + path + number / 4));
                }
              }));
    }
    for (Thread one : crowd) {
      one.join();
    }
  }

  private static String ask(int port, String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(1_000);
      String end = new String(head, StandardCharsets.ISO_8859_1);
      byte[] piece = new byte[1 << 16];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        end = new String(piece, Math.max(0, n - 16), Math.min(n, 16), StandardCharsets.ISO_8859_1);
      }
      String begin = new String(head, StandardCharsets.ISO_8859_1);
      boolean isWhole = end.stripTrailing().matches("(?s).*}(\\s*0)?");
      return begin.substring(9, Math.min(12, begin.length()))
          + (begin.contains("\r\nRetry-after: ") ? " later" : "")
          + (isWhole ? "" : " broken");
    } catch (IOException | StringIndexOutOfBoundsException e) {
      return String.valueOf(e);
    }
  }
}
