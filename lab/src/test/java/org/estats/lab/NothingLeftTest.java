package org.estats.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.linux.ffi.LibC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A lab leaves nothing behind: no namespace, no thread in one, no descriptor, no interface.
@ExtendWith(OpenableLab.class)
class NothingLeftTest {

  private static final Path PROC = Path.of("/proc");
  private static final String READY = "namespaces ";

  /// Opens a lab in a process of its own.
  public static final class Child {
    private Child() {}

    /// Says which namespaces it has made, and sends without end; or, told to `close`, closes the
    /// lab and then does nothing.
    public static void main(String[] args) throws Exception {
      boolean close = args.length > 0;
      Lab lab = Lab.open(LinkOptions.symmetric(10_000_000, Duration.ofMillis(40)));
      TransferHooks hooks =
          new TransferHooks() {
            @Override
            public void afterConnect(Connection client, Connection server) {
              System.out.println(READY + lab.client().netns() + " " + lab.server().netns());
            }
          };
      Transfer.of(close ? 100_000 : 1L << 40).within(Duration.ofHours(1)).run(lab, hooks);
      lab.close();
      System.out.println("closed");
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  @Test
  void afterTheProcessIsKilled() throws Exception {
    Process child = startChild();
    Set<Long> namespaces;
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      assertThat(line).startsWith(READY);
      namespaces =
          Stream.of(line.substring(READY.length()).split(" "))
              .map(Long::valueOf)
              .collect(Collectors.toSet());
      assertThat(holdersOf(namespaces)).as("while it runs").isNotEmpty();
      Thread.sleep(300); // in the middle of its transfer
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
    assertThat(holdersOf(namespaces)).isEmpty();
    assertThat(Files.readString(PROC.resolve("net/dev"))).doesNotContain(Host.INTERFACE);
  }

  /// The kernel keeps a namespace as long as anything in it needs it, whether a process holds it or
  /// not. How many there are shows in how many more may be made: in a user namespace of our own,
  /// with a limit of its own.
  @ParameterizedTest
  @ValueSource(strings = {"", "close"})
  void theKernelHasFreedTheNamespaces(String mode, @TempDir Path folder) throws Exception {
    String script =
        """
        count() {
          for n in 0 1 2 3 4 5 6; do
            echo $((n + 1)) > /proc/sys/user/max_net_namespaces
            if unshare -n true 2> /dev/null; then echo $n; break; fi
          done
          echo 9 > /proc/sys/user/max_net_namespaces
        }
        echo "before: $(count)"
        "$@" > "$OUT" & child=$!
        until grep -q namespaces "$OUT"; do sleep 0.1; done
        echo "while: $(count)"
        sleep 0.5
        if [ "$MODE" = close ]; then
          until grep -q closed "$OUT"; do sleep 0.1; done
        else
          kill -9 $child
        fi
        for i in $(seq 75); do # what counting has made must go, too
          sleep 0.2; left=$(count); [ "$left" = 0 ] && break
        done
        echo "after: $left"
        kill -9 $child 2> /dev/null
        wait
        """;
    List<String> command =
        new ArrayList<>(List.of("unshare", "-U", "-r", "sh", "-c", script, "sh"));
    command.addAll(childCommand());
    if (!mode.isEmpty()) {
      command.add(mode);
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("MODE", mode, "OUT", folder.resolve("out").toString()));
    Process shell = builder.start();
    String text = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(text).contains("before: 0").containsPattern("while: [2-4]").contains("after: 0");
  }

  private static Process startChild() throws IOException {
    return new ProcessBuilder(childCommand())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<String> childCommand() {
    String classPath =
        Stream.of(NothingLeftTest.class, EstatsException.class, LibC.class)
            .flatMap(NothingLeftTest::locations)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:-UsePerfData",
        "-cp",
        classPath,
        Child.class.getName());
  }

  /// On the module path the tests are patched into the module: both places are needed.
  private static Stream<String> locations(Class<?> type) {
    Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    return Stream.of(place, place.resolveSibling("classes"), place.resolveSibling("test-classes"))
        .map(Path::toString);
  }

  /// Threads of any process that are in one of the namespaces, and descriptors that hold one.
  private static List<String> holdersOf(Set<Long> namespaces) throws IOException {
    Set<String> names =
        namespaces.stream().map(inode -> "net:[" + inode + "]").collect(Collectors.toSet());
    List<String> holders = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        addHolders(process, names, holders);
      }
    }
    return holders;
  }

  private static void addHolders(Path process, Set<String> names, List<String> holders) {
    try (Stream<Path> files =
        Stream.concat(
            Files.list(process.resolve("task")).map(task -> task.resolve("ns/net")),
            Files.list(process.resolve("fd")))) {
      files.filter(file -> names.contains(target(file))).map(Path::toString).forEach(holders::add);
    } catch (IOException | UncheckedIOException e) {
      // the process has ended meanwhile
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // ended or closed meanwhile
    }
  }

  @Test
  void afterItIsClosed() throws Exception {
    openAndClose(); // what the JDK opens once for good
    Set<String> before = descriptors();
    Set<Long> namespaces = openAndClose();

    assertThat(holdersOf(namespaces)).isEmpty();
    assertThat(descriptors()).isEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("lab-"));
  }

  private static Set<Long> openAndClose() throws Exception {
    try (Lab lab = Lab.open(LinkOptions.perfect())) {
      Transfer.of(100_000).run(lab);
      LabSupport.ss(lab.client()); // starts a child process, which has its own ways to linger
      return Set.of(lab.client().netns(), lab.server().netns());
    }
  }

  private static Set<String> descriptors() throws IOException {
    Set<String> open = new TreeSet<>();
    try (Stream<Path> files = Files.list(PROC.resolve("self/fd"))) {
      for (Path file : files.toList()) {
        try {
          open.add(file.getFileName() + " " + Files.readSymbolicLink(file));
        } catch (NoSuchFileException e) {
          // the one that listed the directory
        }
      }
    }
    return open;
  }
}
