package org.estats.linux.proc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;

/// A network namespace as people write it: its inode, a process that is in it, the file that keeps
/// it, or the name that `ip netns` gave it.
public final class NamespaceText {

  /// The largest number of a process, by the kernel's `PID_MAX_LIMIT`; inodes of namespaces begin
  /// far above.
  private static final long PID_MAX = 1 << 22;

  /// It is named as `pid:1`: a bare 1 is a slip rather than the namespace of all the machine.
  private static final long FIRST_PROCESS = 1;

  private static final Pattern NUMBER = Pattern.compile("(pid:)?([0-9]{1,18})");
  private static final Pattern LINK = Pattern.compile("net:\\[[0-9]{1,18}]");
  private static final List<String> NAMED = List.of("/run/netns", "/var/run/netns");

  private static final String ACCEPTED =
      "netns= takes the inode of a network namespace, as 'lsns -t net' shows it, the number of a"
          + " process in it, a path such as /run/netns/blue, a name of 'ip netns', or all";

  /// `linux/nsfs.h`: which kind of namespace an open file is.
  private static final long NS_GET_NSTYPE = 0xb703;

  private static final String KIND = "ask for the kind of a namespace";

  private NamespaceText() {}

  /// What a filter takes for a text: the inode, or the text itself where that names an inode or all
  /// namespaces already.
  ///
  /// A namespace that was named by a file or a process is held open from then on for as long as
  /// this process lives, so that its inode goes on to mean it.
  ///
  /// @throws EstatsException NOT_FOUND if there is no such process or file, ACCESS_DENIED if it may
  ///   not be looked at, INVALID if it is no network namespace
  public static String forFilter(String text) {
    Matcher number = NUMBER.matcher(text);
    if (text.equalsIgnoreCase("all") || LINK.matcher(text).matches()) {
      return text;
    }
    if (number.matches()) {
      long value = Long.parseLong(number.group(2));
      boolean isPid = number.group(1) != null || value > FIRST_PROCESS && value <= PID_MAX;
      return isPid ? ofProcess(number.group(2)) : text;
    }
    if (text.indexOf('/') >= 0) {
      return ofFile(text).orElseThrow(() -> notFound("there is no file " + text, ACCEPTED));
    }
    return NAMED.stream()
        .flatMap(directory -> ofFile(directory + "/" + text).stream())
        .findFirst()
        .orElseThrow(() -> invalid("'" + text + "' is not a network namespace"));
  }

  private static String ofProcess(String pid) {
    return ofFile("/proc/" + pid + "/ns/net")
        .orElseThrow(() -> notFound("there is no process " + pid, ACCEPTED));
  }

  private static Optional<String> ofFile(String path) {
    int fd;
    try {
      fd = LibC.open(path, LibC.O_RDONLY);
    } catch (NativeException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> Optional.empty();
        case Errno.EACCES, Errno.EPERM ->
            throw new EstatsException(
                EstatsException.Kind.ACCESS_DENIED,
                "this user may not look at the network namespace " + path,
                "run as root");
        default -> throw invalid(e.getMessage());
      };
    }
    try {
      if (LibC.ioctl(fd, NS_GET_NSTYPE, MemorySegment.NULL, KIND) == LibC.CLONE_NEWNET) {
        Path open = Path.of("/proc/self/fd/" + fd); // which stays open
        return Optional.of(Files.getAttribute(open, "unix:ino").toString());
      }
    } catch (NativeException | IOException e) {
      // no namespace at all
    }
    LibC.close(fd);
    throw invalid(path + " is not a network namespace");
  }

  private static EstatsException invalid(String message) {
    return new EstatsException(EstatsException.Kind.INVALID, message, ACCEPTED);
  }

  private static EstatsException notFound(String message, String remedy) {
    return new EstatsException(EstatsException.Kind.NOT_FOUND, message, remedy);
  }
}
