package org.estats.server.host;

import java.util.Optional;
import org.estats.linux.ffi.UnixDatagram;

/// Tells systemd how the daemon is, where it was started with `Type=notify`.
public final class ServiceManager {

  private final Optional<String> socket;

  /// The service manager of this process, if there is one that listens.
  public ServiceManager() {
    socket = Optional.ofNullable(System.getenv("NOTIFY_SOCKET")).filter(s -> !s.isEmpty());
  }

  /// Whether there is one.
  public boolean isThere() {
    return socket.isPresent();
  }

  /// It answers.
  public void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /// It reads its configuration again.
  public void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /// It ends.
  public void stopping() {
    send("STOPPING=1");
  }

  private void send(String message) {
    socket.ifPresent(s -> UnixDatagram.send(s, message));
  }
}
