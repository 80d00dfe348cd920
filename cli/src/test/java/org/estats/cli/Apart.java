package org.estats.cli;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Runs each test method in a process of its own, with mounts, processes and a network of its own:
/// it has a collector for itself, and what it kills, fills and unloads is not the machine's. When
/// it ends, the kernel takes everything away.
final class Apart implements InvocationInterceptor {

  private static final int SKIPPED = 77;

  /// Private mounts first: what is unmounted here stays mounted outside.
  private static final String PLACE =
      """
      while mountpoint -q /run/estats; do umount --lazy /run/estats || exit 1; done
      mount -t tmpfs -o mode=755 none /run && mkdir /run/etc && cp -a /etc/. /run/etc/ &&
      rm -rf /run/etc/estats && mount --bind /run/etc /etc && ip link set lo up && exec "$@"
      """;

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> context,
      ExtensionContext extension)
      throws Throwable {
    invocation.skip();
    LiveMachine.assumeCollector();
    Method test = context.getExecutable();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc", "sh", "-c", PLACE, "apart"));
    command.addAll(java(test.getDeclaringClass().getName(), test.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int result = process.waitFor();
    Assumptions.assumeFalse(result == SKIPPED, said);
    if (result != 0) {
      throw new AssertionError(said);
    }
    if (!said.isBlank()) {
      System.getLogger("estats").log(System.Logger.Level.INFO, said.strip());
    }
  }

  private static List<String> java(String... arguments) throws Exception {
    List<String> places = new ArrayList<>();
    String file = Apart.class.getName().replace('.', '/') + ".class";
    String own = Path.of(Apart.class.getResource("/" + file).toURI()).toString();
    places.add(own.substring(0, own.length() - file.length() - 1));
    for (String property : new String[] {"jdk.module.path", "java.class.path"}) {
      places.add(System.getProperty(property, ""));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:-UsePerfData"); // the same process number may be in use outside
    command.add("--enable-native-access=ALL-UNNAMED");
    // For those that it starts: the command line runs as a module.
    command.add("-D" + Child.MODULES + "=" + System.getProperty("jdk.module.path"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("estats."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, places)));
    command.add(Apart.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /// What runs there: one test method.
  static void main(String[] arguments) throws Exception {
    Class<?> type = Class.forName(arguments[0]);
    Method test = type.getDeclaredMethod(arguments[1]);
    test.setAccessible(true);
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    int result = 0;
    try {
      test.invoke(constructor.newInstance());
    } catch (InvocationTargetException e) {
      result = e.getCause() instanceof TestAbortedException ? SKIPPED : 1;
      say(e.getCause());
    }
    System.exit(result);
  }

  private static void say(Throwable failure) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      text.append(t).append('\n');
      for (StackTraceElement element : t.getStackTrace()) {
        if (element.getClassName().startsWith("org.estats")) {
          text.append("\tat ").append(element).append('\n');
        }
      }
    }
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
