package org.estats.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import org.estats.Connection;

/// Does once, while the program is built, what commands do when they start, so that the JVM can
/// keep what it loads in a start-up cache. It changes nothing on this machine and shows nothing.
final class Rehearsal {

  private static final String CLASS = ".class";

  /// Whose classes every command may need; those of the demonstration come when it is asked for.
  private static final Set<String> OURS =
      Set.of("org.estats.core", "org.estats.linux", "org.estats.diagnosis", "org.estats.cli");

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    loadClasses();
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel channel = SocketChannel.open(listener.getLocalAddress())) {
        String connection = Connection.of(channel).toString();
        List<List<String>> commands =
            List.of(
                List.of("--version"),
                List.of("get", connection),
                List.of("get", connection, "--json"),
                List.of("get", "lport=" + channel.socket().getLocalPort()),
                List.of("list"),
                List.of("list", "--json"),
                List.of("list", "process=java", "state=ESTABLISHED"),
                List.of("rules"),
                List.of("closed"),
                List.of("doctor"),
                List.of("help"),
                List.of("no-such-command"));
        for (List<String> command : commands) {
          Main.run(command.toArray(String[]::new), nowhere, nowhere);
        }
      }
    }
  }

  /// What needs a right, or a loaded collector, is not rehearsed; its classes are loaded all the
  /// same.
  private static void loadClasses() throws IOException {
    for (ResolvedModule module : Rehearsal.class.getModule().getLayer().configuration().modules()) {
      if (!OURS.contains(module.name())) {
        continue;
      }
      Module loaded = ModuleLayer.boot().findModule(module.name()).orElseThrow();
      try (ModuleReader reader = module.reference().open()) {
        reader
            .list()
            .filter(name -> name.endsWith(CLASS) && !name.endsWith("-info.class"))
            .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
            .forEach(name -> Class.forName(loaded, name));
      }
    }
  }
}
