package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.estats.Owner;

/// Which processes hold which sockets: one walk over `/proc` for any number of sockets.
///
/// Not safe for use by several threads at once.
public final class SocketOwners {

  private static final Path PROC = Path.of("/proc");
  private static final String LINK_START = "socket:[";
  private static final int INIT = 1;

  private final Path proc;
  private final Map<Long, List<Integer>> holders = new HashMap<>();
  private final Map<Integer, Optional<Owner>> named = new HashMap<>();
  private int processesUnreadable;

  private SocketOwners(Path proc) {
    this.proc = proc;
  }

  /// Looks for the processes that hold these sockets.
  ///
  /// @param inodes the inodes of sockets, as in [org.estats.ConnectionRow#inode()]; 0 is passed
  ///   over
  public static SocketOwners of(Collection<Long> inodes) {
    return of(PROC, inodes);
  }

  static SocketOwners of(Path proc, Collection<Long> inodes) {
    SocketOwners owners = new SocketOwners(proc);
    Set<Long> wanted = new HashSet<>(inodes);
    wanted.remove(0L);
    if (!wanted.isEmpty()) {
      Processes.in(proc).forEach(pid -> owners.walk(pid, wanted));
    }
    return owners;
  }

  /// Who holds a socket; empty if no process does, or none that could be read.
  ///
  /// Where several hold it, it is the one with the lowest number, as the parent of a group of
  /// workers has; but process 1, which opens sockets for others, only if it is alone.
  public Optional<Owner> of(long inode) {
    List<Integer> pids = pids(inode);
    return pids.stream()
        .filter(pid -> pid != INIT || pids.size() == 1)
        .flatMap(pid -> owner(pid).stream())
        .findFirst();
  }

  /// All processes that hold a socket, lowest number first.
  public List<Integer> pids(long inode) {
    return List.copyOf(holders.getOrDefault(inode, List.of()));
  }

  /// The number under which a process has a socket; empty if it has it no more, or may not be seen.
  public static OptionalInt descriptor(int pid, long inode) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path link : links) {
        if (inodeOf(link) == inode) {
          return OptionalInt.of(Integer.parseInt(link.getFileName().toString()));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  /// The inodes of the sockets that this process holds; empty where `/proc` cannot be read.
  public static Set<Long> ownInodes() {
    Set<Long> inodes = new HashSet<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(PROC.resolve("self/fd"))) {
      links.forEach(link -> inodes.add(inodeOf(link)));
    } catch (IOException | DirectoryIteratorException e) {
      return Set.of();
    }
    inodes.remove(0L);
    return inodes;
  }

  /// How many processes could not be read, for lack of the right: any socket without an owner may
  /// be theirs.
  public int processesUnreadable() {
    return processesUnreadable;
  }

  private Optional<Owner> owner(int pid) {
    return named.computeIfAbsent(pid, p -> ProcessName.of(proc.resolve(Integer.toString(p)), p));
  }

  private void walk(int pid, Set<Long> wanted) {
    Path descriptors = proc.resolve(pid + "/fd");
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        long inode = inodeOf(link);
        if (inode != 0 && wanted.contains(inode)) {
          hold(inode, pid);
        }
      }
    } catch (IOException e) {
      processesUnreadable += Processes.isUnreadable(proc, pid, e) ? 1 : 0;
    } catch (DirectoryIteratorException e) {
      processesUnreadable += Processes.isUnreadable(proc, pid, e.getCause()) ? 1 : 0;
    }
  }

  private void hold(long inode, int pid) {
    List<Integer> pids = holders.computeIfAbsent(inode, i -> new ArrayList<>(1));
    if (pids.isEmpty() || pids.getLast() != pid) { // one process may hold it twice
      pids.add(pid);
    }
  }

  /// The inode of the socket that a link leads to; 0 if it leads to something else.
  private static long inodeOf(Path link) {
    try {
      return inodeIn(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return 0; // closed meanwhile
    }
  }

  /// The inode in a text such as `socket:[4711]`; 0 in any other.
  static long inodeIn(String text) {
    if (!text.startsWith(LINK_START) || !text.endsWith("]")) {
      return 0;
    }
    try {
      return Long.parseLong(text, LINK_START.length(), text.length() - 1, 10);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
