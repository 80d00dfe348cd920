package org.estats.linux.bpf;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.estats.linux.Live;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Runs each test of a class in a process of its own, where `/run` and `/etc` are copies and no
/// other process is to be seen: what it loads, unloads, kills and writes there is not that of the
/// machine. Nothing but the test method itself runs there. When its process ends, the kernel takes
/// everything away.
final class Island implements InvocationInterceptor {

  private static final int SKIPPED = 77;
  private static final long MINUTES_MAX = Long.getLong("estats.island.minutes", 5);

  /// Private mounts first: what is unmounted here stays mounted outside.
  private static final String SHORE =
      """
      umount -l /run/estats 2>/dev/null
      mount -t tmpfs -o mode=755 none /run && mkdir /run/etc && cp -a /etc/. /run/etc/ &&
      rm -rf /run/etc/estats && mount --bind /run/etc /etc && exec "$@"
      """;

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> context,
      ExtensionContext extension)
      throws Throwable {
    invocation.skip();
    Live.requireRoot();
    Method test = context.getExecutable();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
    command.addAll(List.of("sh", "-c", SHORE, "island"));
    command.addAll(java(Island.class, test.getDeclaringClass().getName(), test.getName()));
    Process process = start(command);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("does not end; said so far: " + said);
    }
    Assumptions.assumeFalse(process.exitValue() == SKIPPED, said);
    if (process.exitValue() != 0) {
      throw new AssertionError(said);
    }
    if (!said.isBlank()) {
      System.getLogger("estats").log(System.Logger.Level.INFO, said.strip());
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Assumptions.abort("no unshare here: " + e.getMessage());
    }
  }

  /// The command that runs a main class with the classes of this test run, and its options.
  static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.add("--enable-native-access=ALL-UNNAMED");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("estats."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// The same with classes and files of a folder in place of those of that name.
  static List<String> java(Path folder, Class<?> main, String... arguments) {
    List<String> command = java(main, arguments);
    int places = command.indexOf("-cp") + 1;
    command.set(places, folder + File.pathSeparator + command.get(places));
    return command;
  }

  private static String classPath() {
    List<String> places = new ArrayList<>();
    places.add(rootOf(Island.class));
    places.add(rootOf(Collector.class));
    for (String property : new String[] {"jdk.module.path", "java.class.path"}) {
      String value = System.getProperty(property);
      if (value != null && !value.isEmpty()) {
        places.add(value);
      }
    }
    return String.join(File.pathSeparator, places);
  }

  /// The folder a class was read from; within a patched module its code source does not say.
  private static String rootOf(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    URL url = type.getResource("/" + file);
    try {
      String path = Path.of(url.toURI()).toString();
      return path.substring(0, path.length() - file.length() - 1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What runs on the island: one test method.
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
      boolean isSkipped = e.getCause() instanceof TestAbortedException;
      result = isSkipped ? SKIPPED : 1;
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
