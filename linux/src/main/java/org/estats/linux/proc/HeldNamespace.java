package org.estats.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.estats.linux.ffi.LinkReader;
import org.estats.linux.ffi.NativeException;

/// A network namespace that no process is in and no mount keeps, only an open file: such as those
/// that a program made for itself. Finding it takes a look at every open file of the machine, so it
/// is looked for last.
public final class HeldNamespace {

  private static final Path PROC = Path.of("/proc");
  private static final String LINK_START = "net:[";

  /// How an open file is called that was opened by the file that `ip netns` mounted on: by its path
  /// as long as that is mounted, by the root of what is mounted no more after that.
  private static final List<String> MOUNTED = List.of("/run/netns/", "/var/run/netns/");

  private static final String UNMOUNTED = "/";
  private static final int TEXT_MAX = 64;

  private HeldNamespace() {}

  /// The namespace with an inode, through a process that holds it open; this process first.
  public static Optional<NetworkNamespace> withInode(long inode) {
    List<NetworkNamespace> found = new ArrayList<>();
    walk(namespace -> {
      if (namespace.inode() == inode) {
        found.add(namespace);
      }
      return found.isEmpty();
    });
    return found.stream().findFirst();
  }

  /// Every namespace that a process holds open, once a process and file: also those that can be
  /// found in other ways.
  static List<NetworkNamespace> all() {
    List<NetworkNamespace> found = new ArrayList<>();
    walk(found::add);
    return found;
  }

  /// The same of these processes alone.
  static List<NetworkNamespace> of(Iterable<Integer> pids) {
    List<NetworkNamespace> found = new ArrayList<>();
    pids.forEach(pid -> walk(pid, found::add));
    return found;
  }

  /// Shows what is held open, as long as whoever is shown it wants more.
  private static void walk(Predicate<NetworkNamespace> reader) {
    int own = (int) ProcessHandle.current().pid();
    List<Integer> pids = new ArrayList<>(List.of(own));
    pids.addAll(Processes.in(PROC));
    try (LinkReader links = new LinkReader()) {
      for (int pid : pids) {
        if (mayHold(links, pid) && !walk(pid, reader)) {
          return;
        }
      }
    }
  }

  /// Hardly any process does, and this look makes no object an open file.
  private static boolean mayHold(LinkReader links, int pid) {
    boolean[] mayHold = new boolean[1];
    try {
      links.forEach(
          PROC + "/" + pid + "/fd", (target, length) -> mayHold[0] |= isMeant(target, length));
    } catch (NativeException e) {
      return false; // another user's, or gone
    }
    return mayHold[0];
  }

  /// Whether the link of an open file may be that of a namespace.
  static boolean isMeant(MemorySegment target, int length) {
    byte first = length > 0 && length <= TEXT_MAX ? target.get(JAVA_BYTE, 0) : 0;
    return (first == 'n' || first == '/') // most are sockets, pipes and the like
        && isMeant(
            new String(target.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1));
  }

  private static boolean isMeant(String link) {
    return link.startsWith(LINK_START)
        || link.equals(UNMOUNTED)
        || MOUNTED.stream().anyMatch(link::startsWith);
  }

  private static boolean walk(int pid, Predicate<NetworkNamespace> reader) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path file : files) {
        Optional<Long> inode = inodeOf(file);
        if (inode.isPresent() && !reader.test(new NetworkNamespace(inode.get(), pid, "", file))) {
          return false;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return true; // gone
    }
    return true;
  }

  /// Of those that are called by a path any kind of namespace: entering it tells.
  private static Optional<Long> inodeOf(Path file) {
    try {
      String link = Files.readSymbolicLink(file).toString();
      if (link.startsWith(LINK_START) || !isMeant(link)) {
        return NetworkNamespace.inodeIn(link);
      }
      Object namespaces = Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:dev");
      return Files.getAttribute(file, "unix:dev").equals(namespaces)
          ? Optional.of((long) Files.getAttribute(file, "unix:ino"))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // closed meanwhile
    }
  }
}
