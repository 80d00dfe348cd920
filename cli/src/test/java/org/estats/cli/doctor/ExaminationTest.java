package org.estats.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.estats.cli.doctor.Check.Verdict;
import org.estats.linux.proc.Rights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Doctors a machine made of files.
class ExaminationTest {

  private static final long EVERYTHING = -1L;

  @TempDir private Path root;

  @BeforeEach
  void aMachineThatHasItAll() throws IOException {
    write("sys/kernel/btf/vmlinux", "\0bpf_cast_to_kern_ctx\0TCP_BPF_SOCK_OPS_CB_FLAGS\0");
    write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    write("usr/lib/x86_64-linux-gnu/libbpf.so.1", "");
    write(
        "proc/self/mountinfo",
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
            + "30 22 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n");
    write("proc/1/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    write("proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
    write("boot/config-6.1.0-25-amd64", "CONFIG_HZ_250=y\nCONFIG_HZ=250\n");
  }

  @Test
  void nothingIsMissing() {
    List<Check> checks = examine("6.1.0-25-amd64").ofMachine();
    assertThat(checks).allMatch(c -> c.verdict() == Verdict.OK);
    assertThat(checks).extracting(Check::says).contains("integrity", "CONFIG_HZ=250");
  }

  @Test
  void anOldKernelIsTold() {
    assertThat(missing("5.15.0-100-generic")).extracting(Check::name).containsExactly("kernel");
    assertThat(missing("6.0.1")).hasSize(1);
    assertThat(missing("7.2")).isEmpty();
  }

  @Test
  void everythingThatIsMissingComesWithARemedy() throws IOException {
    Files.delete(root.resolve("sys/kernel/btf/vmlinux"));
    Files.delete(root.resolve("usr/lib/x86_64-linux-gnu/libbpf.so.1"));
    write("sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
    List<Check> missing = missing("6.1.0-25-amd64");
    assertThat(missing).extracting(Check::name).containsExactly("BTF", "lockdown", "libbpf");
    assertThat(missing).allMatch(c -> !c.remedy().isEmpty());
  }

  @Test
  void withoutCgroupsOrAConfigurationItWorksWithLess() throws IOException {
    write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    assertThat(examine("6.5").ofMachine())
        .filteredOn(c -> c.verdict() == Verdict.NOTE)
        .extracting(Check::name)
        .containsExactly("cgroup v2", "clock");
  }

  @Test
  void whatIsLostPastEstablishedIsTold() throws IOException {
    assertThat(states("\0bpf_cast_to_kern_ctx\0")).contains("switched on in it");
    assertThat(states("\0TCP_BPF_SOCK_OPS_CB_FLAGS\0"))
        .contains("past ESTABLISHED what hooks count");
    assertThat(states("\0bpf_cast_to_kern_ctx\0MY_TCP_BPF_SOCK_OPS_CB_FLAGS\0"))
        .contains("switched on in it");
  }

  private String states(String types) throws IOException {
    write("sys/kernel/btf/vmlinux", types);
    return examine("6.1.0-25-amd64").ofMachine().stream()
        .filter(c -> c.name().equals("states"))
        .findFirst()
        .orElseThrow()
        .says();
  }

  @Test
  void rightsDecideWhoMayLoad() {
    assertThat(rights(0, EVERYTHING, false)).isEqualTo(Verdict.OK);
    assertThat(rights(1000, 0, false)).isEqualTo(Verdict.MISSING);
    assertThat(rights(1000, 1L << 39 | 1L << 38 | 1L << 12, true)).isEqualTo(Verdict.OK);
    assertThat(rights(1000, 1L << 39 | 1L << 38 | 1L << 12, false)).isEqualTo(Verdict.MISSING);
  }

  @Test
  void aReaderLacksNothing() {
    Examination reader = new Examination(machine("6.1"), new Rights(1000, 0));
    assertThat(reader.ofRights(true, true).getFirst().verdict()).isEqualTo(Verdict.NOTE);
  }

  @Test
  void mountsOfItsOwnAreTold() throws IOException {
    write("proc/self/mountinfo", "99 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    assertThat(examine("6.1").ofRights(false, false))
        .extracting(Check::name)
        .containsExactly("rights", "mounts");
  }

  private Verdict rights(int uid, long capabilities, boolean isMounted) {
    return new Examination(machine("6.1"), new Rights(uid, capabilities))
        .ofRights(isMounted, false)
        .getFirst()
        .verdict();
  }

  private List<Check> missing(String release) {
    return examine(release).ofMachine().stream()
        .filter(c -> c.verdict() == Verdict.MISSING)
        .toList();
  }

  private Examination examine(String release) {
    return new Examination(machine(release), new Rights(0, EVERYTHING));
  }

  private Machine machine(String release) {
    return new Machine(root, release, "amd64");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
