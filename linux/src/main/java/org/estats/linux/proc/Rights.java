package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The rights of a thread: what it may do in the kernel.
///
/// @param uid its effective user
/// @param capabilities its effective capabilities, as a mask
public record Rights(int uid, long capabilities) {

  private static final Path OWN_STATUS = Path.of("/proc/thread-self/status");
  private static final Path OWN_USERS = Path.of("/proc/thread-self/ns/user");

  /// The inode of the host's user namespace, `PROC_USER_INIT_INO` of the kernel.
  private static final long USERS_OF_HOST = 0xEFFFFFFDL;

  private static final int EFFECTIVE = 2;
  private static final int HEX = 16;

  /// The capabilities that matter here, by their number in `linux/capability.h`.
  public enum Capability {
    CAP_NET_ADMIN(12),
    CAP_SYS_ADMIN(21),
    CAP_PERFMON(38),
    CAP_BPF(39);

    private final int number;

    Capability(int number) {
      this.number = number;
    }
  }

  /// The rights of this thread; none if `/proc` does not say. In a user namespace other than the
  /// host's, capabilities are good for what belongs to that namespace, which BPF never does.
  public static Rights own() {
    try {
      Rights own = parse(Files.readAllLines(OWN_STATUS));
      boolean isOfHost =
          !Files.exists(OWN_USERS) // the kernel knows but one
              || Files.getAttribute(OWN_USERS, "unix:ino").equals(USERS_OF_HOST);
      return isOfHost ? own : new Rights(own.uid, 0);
    } catch (IOException e) {
      return new Rights(-1, 0);
    }
  }

  /// The rights in the lines of `/proc/PID/status`.
  static Rights parse(List<String> status) {
    int uid = -1;
    long capabilities = 0;
    for (String line : status) {
      String[] words = line.split("\\s+");
      if (words[0].equals("Uid:") && words.length > EFFECTIVE) {
        uid = Integer.parseUnsignedInt(words[EFFECTIVE]);
      } else if (words[0].equals("CapEff:") && words.length > 1) {
        capabilities = Long.parseUnsignedLong(words[1], HEX);
      }
    }
    return new Rights(uid, capabilities);
  }

  /// Whether it is root's.
  public boolean isRoot() {
    return uid == 0;
  }

  /// Whether it has a capability.
  public boolean has(Capability capability) {
    return (capabilities >>> capability.number & 1) != 0;
  }

  /// Whether it may make a file system of our own, which only CAP_SYS_ADMIN allows.
  public boolean canMount() {
    return has(Capability.CAP_SYS_ADMIN);
  }

  /// Which capabilities it lacks to load the collector. CAP_SYS_ADMIN stands for the two newer
  /// ones.
  public List<Capability> lackedForLoading() {
    List<Capability> lacked = new ArrayList<>();
    if (!has(Capability.CAP_SYS_ADMIN)) {
      for (Capability newer : List.of(Capability.CAP_BPF, Capability.CAP_PERFMON)) {
        if (!has(newer)) {
          lacked.add(newer);
        }
      }
    }
    if (!has(Capability.CAP_NET_ADMIN)) {
      lacked.add(Capability.CAP_NET_ADMIN);
    }
    return lacked;
  }
}
