package org.estats.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemoryLayout.PathElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The witness is the header of mingw-w64, and the compiler that targets Windows with it.
final class HeaderLayoutTest {

  private static final String COMPILER = "x86_64-w64-mingw32-gcc";
  private static final String INCLUDES =
      """
      #define _WIN32_WINNT 0x0A00
      #include <winsock2.h>
      #include <ws2ipdef.h>
      #include <iphlpapi.h>
      #include <tcpestats.h>
      #include <stddef.h>
      """;

  private static final List<String> TABLES =
      List.of(
          "MIB_TCPTABLE",
          "MIB_TCPTABLE2",
          "MIB_TCP6TABLE",
          "MIB_TCP6TABLE2",
          "MIB_TCPTABLE_OWNER_PID",
          "MIB_TCP6TABLE_OWNER_PID");

  /// Constants of ours by their names in the header. The reasons of soft errors are in no header of
  /// mingw-w64.
  private static final Pattern CONSTANT =
      Pattern.compile(
          "TcpConnection.*|TcpBoolOpt.*|MIB_TCP_STATE_.*|TCP_TABLE_.*|AF_.*|(NO_)?ERROR.*");

  @TempDir static Path folder;

  private static String preprocessed;
  private static Map<String, Long> compiled;

  @BeforeAll
  static void compile() throws Exception {
    assumeTrue(isThere(), "needs " + COMPILER + ": apt-get install gcc-mingw-w64-x86-64");
    preprocessed = compiler(INCLUDES, "-E", "-P");
    compiled = new HashMap<>();
    List<String> names = new ArrayList<>();
    StringBuilder source = new StringBuilder(INCLUDES);
    for (Structure s : structures()) {
      names.add("sizeof(%s)".formatted(s.name()));
      for (String member : s.members()) {
        names.add("offsetof(%s, %s)".formatted(s.name(), member));
        names.add("sizeof(((%s *) 0)->%s)".formatted(s.name(), member));
      }
    }
    TABLES.forEach(table -> names.add("offsetof(%s, table)".formatted(table)));
    constants().keySet().forEach(names::add);
    for (int i = 0; i < names.size(); i++) {
      source.append("long long answer_%d = (int) (%s);\n".formatted(i, names.get(i)));
    }
    Matcher answer =
        Pattern.compile("answer_(\\d+):\\s+\\.(?:quad\\s+(-?\\d+)|space\\s+8)")
            .matcher(compiler(source.toString(), "-S"));
    while (answer.find()) {
      String number = answer.group(2) == null ? "0" : answer.group(2);
      compiled.put(names.get(Integer.parseInt(answer.group(1))), Long.parseLong(number));
    }
    assertThat(compiled).hasSameSizeAs(names);
  }

  private static List<Structure> structures() {
    return Stream.concat(
            TcpEstats.structures().stream(),
            Stream.of(
                TcpMib.MIB_TCPROW,
                TcpMib.MIB_TCPROW2,
                TcpMib.MIB_TCPROW_OWNER_PID,
                TcpMib.MIB_TCP6ROW,
                TcpMib.MIB_TCP6ROW2,
                TcpMib.MIB_TCP6ROW_OWNER_PID))
        .toList();
  }

  @Test
  void eighteenStructuresAndSixRowsHaveTheSizesOfTheHeader() {
    assertThat(TcpEstats.structures()).hasSize(18);
    for (Structure s : structures()) {
      assertThat((long) s.byteSize())
          .as("sizeof(" + s.name() + ")")
          .isEqualTo(compiled.get("sizeof(" + s.name() + ")"));
      assertThat(s.layout().byteSize()).isEqualTo(s.byteSize());
    }
  }

  @Test
  void everyMemberIsWhereTheCompilerPutsIt() {
    for (Structure s : structures()) {
      for (String member : s.members()) {
        String name = s.name() + "." + member;
        assertThat(s.offset(member))
            .as(name)
            .isEqualTo(compiled.get("offsetof(%s, %s)".formatted(s.name(), member)))
            .isEqualTo(s.layout().byteOffset(PathElement.groupElement(member)));
        assertThat(s.size(member))
            .as("size of " + name)
            .isEqualTo(compiled.get("sizeof(((%s *) 0)->%s)".formatted(s.name(), member)));
      }
    }
  }

  @Test
  void theHeaderHasNoOtherMembers() {
    for (Structure s : structures()) {
      Matcher body =
          Pattern.compile("struct _" + s.name() + "(?:_LH)?\\s*\\{([^}]*)}").matcher(preprocessed);
      assertThat(body.find()).as("the header declares " + s.name()).isTrue();
      List<String> members =
          Pattern.compile("(\\w+)(?:\\[\\d+])?;")
              .matcher(body.group(1))
              .results()
              .map(m -> m.group(1))
              .toList();
      assertThat(s.members()).as(s.name()).isEqualTo(members);
    }
  }

  @Test
  void theHeaderHasNoOtherStructureOfStatistics() {
    List<String> declared =
        Pattern.compile("struct _(TCP_ESTATS_\\w+)")
            .matcher(preprocessed)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(TcpEstats.structures().stream().map(Structure::name))
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void rowsFollowTheCountOfATable() {
    for (String table : TABLES) {
      assertThat(compiled.get("offsetof(%s, table)".formatted(table)))
          .as(table)
          .isEqualTo(TcpMib.ROWS);
    }
  }

  @Test
  void constantsAreTheNumbersOfTheHeader() throws Exception {
    assertThat(constants()).hasSizeGreaterThan(40);
    constants().forEach((name, number) -> assertThat(compiled).containsEntry(name, number));
  }

  private static Map<String, Long> constants() throws IllegalAccessException {
    Map<String, Long> constants = new HashMap<>();
    for (Class<?> holder : List.of(TcpEstats.class, TcpMib.class, WinError.class)) {
      for (var field : holder.getFields()) {
        if (field.getType() == int.class && CONSTANT.matcher(field.getName()).matches()) {
          constants.put(field.getName(), (long) field.getInt(null));
        }
      }
    }
    return constants;
  }

  private static boolean isThere() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMPILER)));
  }

  private static String compiler(String source, String... options)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("witness.c"), source);
    Path out = folder.resolve("witness.out");
    List<String> command = new ArrayList<>(List.of(COMPILER, "-o", out.toString()));
    command.addAll(List.of(options));
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readString(out);
  }
}
