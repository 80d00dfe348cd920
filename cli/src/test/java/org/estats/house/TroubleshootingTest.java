package org.estats.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents of trouble say is there: the errors in the code, the tests of the faults.
class TroubleshootingTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern HEADING = Pattern.compile("### `(.+)`");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final int HEADINGS_MIN = 20;

  /// The longest text that is too common to say anything.
  private static final int TELLS_NOTHING = 3;

  private static final List<String[]> CONSTANTS =
      List.of(
          new String[] {"(?:MountPoint\\.)?PATH", "/run/estats"},
          new String[] {"FILE", "/etc/estats/access.properties"},
          new String[] {"LIBRARY_NAME", "libbpf.so.1"});

  @Test
  void everyErrorInTheDocumentIsInTheCode() throws IOException {
    String code = messages();
    List<String> headings =
        HEADING
            .matcher(Files.readString(ROOT.resolve("docs/troubleshooting.md")))
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(headings).hasSizeGreaterThan(HEADINGS_MIN);
    for (String heading : headings) {
      for (String part : heading.split("\\.\\.\\.")) {
        if (part.strip().length() > TELLS_NOTHING) {
          assertThat(code.contains(part.strip())).as("'%s' of '%s'", part, heading).isTrue();
        }
      }
    }
  }

  /// What is written in Java, with the pieces of a text put together.
  private static String messages() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : sources("src/main/java")) {
      String text = Files.readString(file).replace("\\n", " ");
      for (String[] constant : CONSTANTS) {
        text =
            text.replaceAll("\"\\s*\\+\\s*" + constant[0] + "\\s*\\+\\s*\"", constant[1])
                .replaceAll("\\b" + constant[0] + "\\s*\\+\\s*\"", "\"" + constant[1])
                .replaceAll("\"\\s*\\+\\s*" + constant[0] + "\\b", constant[1] + "\"");
      }
      all.append(text.replaceAll("\"\\s*\\+\\s*\"", ""));
    }
    return all.toString();
  }

  @Test
  void everyTestThatTheFaultsNameIsThere() throws IOException {
    List<Path> tests = sources("src/test/java");
    Matcher named = TEST.matcher(Files.readString(ROOT.resolve("docs/faults.md")));
    int count = 0;
    while (named.find()) {
      count++;
      List<Path> files = tests.stream().filter(p -> p.endsWith(named.group(1) + ".java")).toList();
      assertThat(files).as(named.group()).hasSize(1);
      assertThat(Files.readString(files.getFirst()))
          .as(named.group())
          .contains("void " + named.group(2) + "(");
    }
    assertThat(count).isGreaterThan(HEADINGS_MIN);
  }

  private static List<Path> sources(String below) throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve(below))
          .filter(Files::isDirectory)
          .flatMap(TroubleshootingTest::javaIn)
          .collect(Collectors.toList());
    }
  }

  private static Stream<Path> javaIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
