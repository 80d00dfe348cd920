package org.estats.cli.doctor;

import static org.estats.cli.doctor.Check.missing;
import static org.estats.cli.doctor.Check.note;
import static org.estats.cli.doctor.Check.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.estats.cli.doctor.Check.Verdict;
import org.estats.linux.proc.Rights;

/// Whether this machine, and this user on it, can run the full collector: what does not depend on
/// whether it is loaded.
final class Examination {

  private static final int KERNEL_MAJOR = 6;
  private static final int KERNEL_MINOR = 1;
  private static final String AS_ROOT = "run as root (sudo)";

  private final Machine machine;
  private final Rights rights;

  Examination(Machine machine, Rights rights) {
    this.machine = machine;
    this.rights = rights;
  }

  /// What the machine gives.
  List<Check> ofMachine() {
    List<Check> checks = new ArrayList<>(List.of(kernel(), btf()));
    states().ifPresent(checks::add);
    checks.addAll(List.of(lockdown(), libbpf(), cgroup(), hz(), unprivileged()));
    return checks;
  }

  private Check kernel() {
    String says = "Linux " + machine.release() + " on " + machine.architecture();
    return machine.isAtLeast(KERNEL_MAJOR, KERNEL_MINOR)
        ? ok("kernel", says)
        : missing("kernel", says, "the full collector needs Linux 6.1 or newer");
  }

  private Check btf() {
    return machine.hasBtf()
        ? ok("BTF", "/sys/kernel/btf/vmlinux")
        : missing(
            "BTF",
            "no /sys/kernel/btf/vmlinux: this kernel does not describe itself",
            "use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as those of Debian, Ubuntu and"
                + " Fedora are");
  }

  /// What is lost past ESTABLISHED.
  private Optional<Check> states() {
    if (!machine.hasBtf() || machine.watchesSwitchedOnLater()) {
      return Optional.empty();
    }
    return Optional.of(
        machine.watchesPastEstablished()
            ? note(
                "states",
                "past ESTABLISHED, of connections that were switched on in it, what hooks count is"
                    + " absent",
                "'enable --new' beforehand, which switches on at birth; or Linux 6.12")
            : note(
                "states",
                "past ESTABLISHED what hooks count is absent",
                "Linux 6.2 for connections that 'enable --new' switches on at birth,"
                    + " 6.12 for all"));
  }

  private Check lockdown() {
    String mode = machine.lockdown().orElse("none that can be seen");
    return mode.equals("confidentiality")
        ? missing(
            "lockdown",
            "confidentiality: BPF may not read the kernel's memory",
            "boot with lockdown=integrity")
        : ok("lockdown", mode);
  }

  private Check libbpf() {
    return machine
        .libbpf()
        .map(file -> ok("libbpf", file.toString()))
        .orElseGet(() ->
            missing(
                "libbpf",
                "no libbpf.so.1 on this machine",
                "apt-get install libbpf1 (Debian, Ubuntu) or dnf install libbpf (Fedora)"));
  }

  private Check cgroup() {
    return machine
        .cgroupRoot()
        .map(path -> ok("cgroup v2", path.toString()))
        .orElseGet(() ->
            note(
                "cgroup v2",
                "not mounted: states other than ESTABLISHED are not watched",
                asRoot("mkdir -p /run/cgroup2 && mount -t cgroup2 none /run/cgroup2")));
  }

  /// Commands of the shell that need root, as people paste them.
  private String asRoot(String commands) {
    return rights.isRoot() ? commands : "sudo sh -c '" + commands + "'";
  }

  private Check hz() {
    return machine.hz().isPresent()
        ? ok("clock", "CONFIG_HZ=" + machine.hz().getAsInt())
        : note(
            "clock",
            "no file tells CONFIG_HZ: members in time that the kernel counts in ticks are absent",
            "install the kernel's configuration as /boot/config-" + machine.release());
  }

  private Check unprivileged() {
    String value = machine.unprivilegedBpfDisabled().orElse("unknown");
    return ok(
        "unprivileged BPF",
        value.equals("0")
            ? "allowed (unprivileged_bpf_disabled=0), not needed"
            : "not allowed (unprivileged_bpf_disabled=" + value + "), not needed");
  }

  /// What this user may do.
  ///
  /// @param isMounted whether `/run/estats` is mounted
  /// @param isReadable whether they may read what is collected
  List<Check> ofRights(boolean isMounted, boolean isReadable) {
    List<Check> checks = new ArrayList<>();
    List<Rights.Capability> lacked = rights.lackedForLoading();
    String who = rights.isRoot() ? "root" : "user " + rights.uid();
    if (!lacked.isEmpty() && isReadable) {
      checks.add(note("rights", who + ", may read what is collected and not load the collector"));
    } else if (!lacked.isEmpty()) {
      String names = lacked.stream().map(Enum::name).collect(Collectors.joining(", "));
      checks.add(missing("rights", who + " without " + names, AS_ROOT));
    } else if (!isMounted && !rights.canMount()) {
      checks.add(
          missing(
              "rights",
              who + " may load, and not mount /run/estats",
              "have root run: mkdir -p /run/estats; mount -t bpf -o mode=0755 none /run/estats;"
                  + " chown "
                  + rights.uid()
                  + " /run/estats"));
    } else {
      checks.add(ok("rights", who + ", may load the collector"));
    }
    if (!machine.hasMountsOfInit()) {
      checks.add(
          note(
              "mounts",
              "this process has mounts of its own; the collector is mounted where pid 1 lives"));
    }
    return checks;
  }

  /// Whether nothing is missing.
  static boolean isComplete(List<Check> checks) {
    return checks.stream().noneMatch(c -> c.verdict() == Verdict.MISSING);
  }
}
