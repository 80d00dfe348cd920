package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The C compiler and the kernel's own type information are the witnesses.
class TcpInfoFieldTest {

  @Test
  void fieldsFollowOneAnotherWithoutOverlapOrGap() {
    int end = 0;
    for (TcpInfoField field : TcpInfoField.values()) {
      int gap = field.offset() - end;
      assertThat(gap).as("before " + field).isEqualTo(field == TcpInfoField.RTO ? 2 : 0);
      assertThat(field.offset() % field.bytes()).as(field + " is aligned").isZero();
      end = field.end();
    }
  }

  @Test
  void everyFieldIsWhereTheCompilerPutsIt(@TempDir Path directory) throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/include/linux/tcp.h")), "no kernel headers");
    String header = Files.readString(Path.of("/usr/include/linux/tcp.h"));
    String struct = header.substring(header.indexOf("struct tcp_info {"));
    String members = struct.substring(0, struct.indexOf("};"));
    Map<String, TcpInfoField> known =
        Arrays.stream(TcpInfoField.values())
            .filter(f -> members.matches("(?s).*\\b" + kernelName(f) + ";.*"))
            .collect(Collectors.toMap(TcpInfoFieldTest::kernelName, f -> f));
    Path source = directory.resolve("offsets.c");
    Files.writeString(source, program(known));
    Path program = directory.resolve("offsets");
    String output = run("cc", "-o", program.toString(), source.toString());
    assertThat(output).isEmpty();
    Map<String, String> offsets = new HashMap<>();
    run(program.toString()).lines().forEach(l -> offsets.put(l.split(" ")[0], l));
    known.forEach((name, f) ->
        assertThat(offsets.get(name)).isEqualTo(name + " " + f.offset() + " " + f.bytes()));
    assertThat(known).containsKeys("tcpi_snd_cwnd", "tcpi_bytes_acked");
  }

  @Test
  void everyFieldIsWhereTheRunningKernelHasIt() throws Exception {
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "no BTF");
    String dump = run("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "raw");
    int from = dump.indexOf("STRUCT 'tcp_info'");
    assumeTrue(from >= 0, "bpftool does not show tcp_info");
    String struct = dump.substring(from, dump.indexOf("\n[", from));
    int found = 0;
    for (TcpInfoField field : TcpInfoField.values()) {
      String member = "'" + kernelName(field) + "' ";
      if (struct.contains(member)) {
        found++;
        assertThat(struct.replaceAll("(?s).*" + member + "type_id=\\d+ bits_offset=(\\d+).*", "$1"))
            .as(field.toString())
            .isEqualTo(Integer.toString(field.offset() * Byte.SIZE));
      }
    }
    assertThat(found).isGreaterThan(TcpInfoField.SND_WND.ordinal());
  }

  private static String kernelName(TcpInfoField field) {
    return "tcpi_" + field.name().toLowerCase(Locale.ROOT);
  }

  private static String program(Map<String, TcpInfoField> fields) {
    String prints =
        fields.keySet().stream()
            .map(n ->
                "printf(\"%s %%zu %%zu\\n\", offsetof(struct tcp_info, %s), sizeof(i.%s));\n"
                    .formatted(n, n, n))
            .collect(Collectors.joining());
    return "#include <stddef.h>\n#include <stdio.h>\n#include <linux/tcp.h>\n"
        + "struct tcp_info i;\nint main(void) {\n"
        + prints
        + "return 0; }\n";
  }

  private static String run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return output;
    } catch (IOException e) {
      assumeTrue(false, command[0] + " is not installed");
      return "";
    }
  }
}
