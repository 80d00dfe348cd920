package org.estats.linux.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The network namespaces that can be found from here: those some process is in, and those a file
/// keeps (`ip netns add`, container engines).
///
/// @param all the namespaces, each once, by rising inode
/// @param processesUnreadable how many processes did not let their namespace be seen; they may be
///   in further ones
public record NetworkNamespaces(List<NetworkNamespace> all, int processesUnreadable) {

  private static final Path PROC = Path.of("/proc");
  private static final Path NAMED = Path.of("/run/netns");
  private static final String OF_NSFS = " - nsfs ";

  /// Keeps a copy.
  public NetworkNamespaces {
    all = List.copyOf(all);
  }

  /// Looks for them.
  public static NetworkNamespaces find() {
    return find(PROC, NAMED);
  }

  static NetworkNamespaces find(Path proc, Path named) {
    TreeMap<Long, NetworkNamespace> found = new TreeMap<>();
    mounts(proc.resolve("self/mountinfo")).forEach(n -> found.put(n.inode(), n));
    named(named).forEach(n -> found.put(n.inode(), n)); // the better names
    int unreadable = 0;
    for (int pid : Processes.in(proc)) {
      Path link = proc.resolve(pid + "/ns/net");
      try {
        NetworkNamespace.inodeIn(Files.readSymbolicLink(link).toString())
            .map(inode -> new NetworkNamespace(inode, pid, "", link))
            .ifPresent(n -> found.merge(n.inode(), n, NetworkNamespaces::withProcess));
      } catch (IOException e) {
        unreadable += Processes.isUnreadable(proc, pid, e) ? 1 : 0;
      }
    }
    return new NetworkNamespaces(List.copyOf(found.values()), unreadable);
  }

  /// The same with those that only an open file keeps: for who wants all there are. It takes a look
  /// at every open file of the machine.
  public NetworkNamespaces withHeld() {
    return with(HeldNamespace.all());
  }

  /// The same where that look has been taken.
  ///
  /// @param holders the processes that hold a file which may stand for a namespace
  public NetworkNamespaces withHeldBy(Collection<Integer> holders) {
    return with(HeldNamespace.of(holders));
  }

  private NetworkNamespaces with(List<NetworkNamespace> held) {
    TreeMap<Long, NetworkNamespace> found = new TreeMap<>();
    held.forEach(n -> found.put(n.inode(), n));
    all.forEach(n -> found.put(n.inode(), n)); // the better names
    return new NetworkNamespaces(List.copyOf(found.values()), processesUnreadable);
  }

  /// The namespace with an inode; empty if none was found.
  public Optional<NetworkNamespace> withInode(long inode) {
    return all.stream().filter(n -> n.inode() == inode).findFirst();
  }

  /// The namespace with a name; empty if none was found.
  public Optional<NetworkNamespace> named(String name) {
    return all.stream().filter(n -> n.name().equals(name)).findFirst();
  }

  /// All but that of this thread.
  public List<NetworkNamespace> others() {
    long own = NetworkNamespace.ownInode();
    return all.stream().filter(n -> n.inode() != own).toList();
  }

  private static NetworkNamespace withProcess(NetworkNamespace known, NetworkNamespace seen) {
    return known.pid() != 0
        ? known
        : new NetworkNamespace(known.inode(), seen.pid(), known.name(), known.path());
  }

  private static List<NetworkNamespace> named(Path directory) {
    TreeMap<Path, NetworkNamespace> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (isNamespace(file)) {
          long inode = (long) Files.getAttribute(file, "unix:ino");
          found.put(file, new NetworkNamespace(inode, 0, file.getFileName().toString(), file));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // nobody gave any a name
    }
    return List.copyOf(found.values());
  }

  /// A file that lost its namespace, or has yet to get it, is an empty file on the disk of `/run`.
  private static boolean isNamespace(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.getFileStore(file).type().equals("nsfs");
  }

  private static List<NetworkNamespace> mounts(Path mountinfo) {
    try {
      return Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1).stream()
          .flatMap(line -> mount(line).stream())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The namespace that a line of `mountinfo` keeps: fields are number, parent, device, root within
  /// the file system, mount point.
  static Optional<NetworkNamespace> mount(String line) {
    String[] fields = line.split(" ", 6);
    if (!line.contains(OF_NSFS) || fields.length < 6) {
      return Optional.empty();
    }
    return NetworkNamespace.inodeIn(fields[3]).map(inode -> mounted(inode, unescape(fields[4])));
  }

  private static NetworkNamespace mounted(long inode, String mountPoint) {
    Path path = Path.of(mountPoint);
    Path name = path.getFileName();
    return new NetworkNamespace(inode, 0, name == null ? "" : name.toString(), path);
  }

  /// Spaces, tabs, newlines and backslashes are octal escapes there.
  static String unescape(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && isOctal(field, i + 1)) {
        text.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return new String(
        text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static boolean isOctal(String text, int from) {
    if (from + 3 > text.length()) {
      return false;
    }
    for (int i = from; i < from + 3; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
