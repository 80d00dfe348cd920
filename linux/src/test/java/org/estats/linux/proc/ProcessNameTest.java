package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.estats.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// With a `/proc` made by hand.
class ProcessNameTest {

  @TempDir private Path process;

  @Test
  void aJvmIsWhatItRuns() throws IOException {
    write("comm", "java\n");
    write("cmdline", "java\0-Xmx1g\0-jar\0/opt/orders.jar\0");
    write("cgroup", "0::/system.slice/orders.service\n");
    assertThat(named()).isEqualTo(new Owner(4711, "orders.jar", "java"));
  }

  @Test
  void aJvmThatRenamedItselfIsStillOne() throws IOException {
    write("comm", "kafka-broker\n");
    write("cmdline", "/usr/bin/java\0kafka.Kafka\0");
    assertThat(named()).isEqualTo(new Owner(4711, "kafka.Kafka", "kafka-broker"));
  }

  @Test
  void aJvmInsideAnotherLauncherIsKnownByItsLibrary() throws IOException {
    write("comm", "jsvc\n");
    write("cmdline", "jsvc.exec\0-cp\0a.jar\0org.apache.catalina.Bootstrap\0");
    assertThat(named().name()).isEqualTo("jsvc");
    write("maps", "7f00-7f01 r-xp 00000000 08:01 1 /usr/lib/jvm/x/lib/server/libjvm.so\n");
    assertThat(named().name()).isEqualTo("org.apache.catalina.Bootstrap");
  }

  @Test
  void argumentFilesAreReadAsTheProcessSeesThem() throws IOException {
    write("comm", "java\n");
    Files.createDirectories(process.resolve("root/etc"));
    Files.createDirectories(process.resolve("cwd"));
    write("root/etc/absolute", "org.example.Absolute");
    write("cwd/relative", "org.example.Relative");
    write("cmdline", "java\0@/etc/absolute\0");
    assertThat(named().name()).isEqualTo("org.example.Absolute");
    write("cmdline", "java\0@relative\0");
    assertThat(named().name()).isEqualTo("org.example.Relative");
  }

  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void anythingButARegularFileIsNotRead() throws Exception {
    write("comm", "java\n");
    Files.createDirectories(process.resolve("cwd"));
    String pipe = process.resolve("cwd/pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    Files.createSymbolicLink(process.resolve("cwd/device"), Path.of("/dev/zero"));
    write("cmdline", "java\0@pipe\0@.\0@device\0Main\0");
    assertThat(named().name()).isEqualTo("Main");
  }

  @Test
  void otherProcessesAreKnownByTheirServiceElseByTheirShortName() throws IOException {
    write("comm", "nginx\n");
    write("cmdline", "nginx: worker process\0");
    write("cgroup", "0::/system.slice/nginx.service\n");
    assertThat(named()).isEqualTo(new Owner(4711, "nginx.service", "nginx"));
    write("cgroup", "0::/\n");
    assertThat(named()).isEqualTo(new Owner(4711, "nginx", "nginx"));
  }

  @Test
  void aNameCannotWriteToTheTerminal() throws IOException {
    write("comm", "evil\u001b[2J\n");
    write("cmdline", "java\0or\u0007g.Ma\u202ein\0");
    assertThat(named()).isEqualTo(new Owner(4711, "or?g.Ma?in", "evil?[2J"));
    write("cmdline", "java\0" + "x".repeat(5000) + "\0");
    assertThat(named().name()).hasSize(200);
  }

  @Test
  void aProcessThatIsGoneHasNoName() {
    assertThat(ProcessName.of(process, 4711)).isEmpty();
  }

  private Owner named() {
    return ProcessName.of(process, 4711).orElseThrow();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(process.resolve(file), text);
  }
}
