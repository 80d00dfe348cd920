package org.estats.server;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A program of these tests as a process of its own, for what ends in a kill or needs mounts of its
/// own.
public final class ChildJvm {

  private ChildJvm() {}

  /// The command that runs a main class with what these tests have.
  public static List<String> command(Class<?> main, String... arguments) {
    List<String> places =
        Stream.of(
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""),
                classesOf(ChildJvm.class),
                classesOf(Daemon.class))
            .filter(p -> !p.isEmpty())
            .toList();
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:-UsePerfData"); // the same process number may be in use outside
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", String.join(File.pathSeparator, places), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Where a class lies: test classes are patched into the module, so that no path names them.
  private static String classesOf(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    String url = type.getResource("/" + file).getPath();
    return url.substring(0, url.length() - file.length() - 1);
  }
}
