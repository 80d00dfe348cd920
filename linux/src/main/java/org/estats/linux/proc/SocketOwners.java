package org.estats.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.estats.Owner;

/// Which processes hold which sockets: one walk over `/proc` for any number of sockets.
///
/// Not safe for use by several threads at once.
public final class SocketOwners {

  private static final Path PROC = Path.of("/proc");

  /// `socket:[` as it lies in memory.
  private static final long LINK_START =
      MemorySegment.ofArray("socket:[".getBytes(StandardCharsets.US_ASCII))
          .get(JAVA_LONG_UNALIGNED, 0);

  private static final int INIT = 1;

  private final Path proc;
  private final SocketHolders holders = new SocketHolders();
  private final Set<Integer> namespaceHolders = new TreeSet<>();
  private final Map<Integer, Optional<Owner>> named = new HashMap<>();
  private int processesUnreadable;
  private boolean isLookedUp;

  /// Sockets come in runs of one process.
  private int lastPid;

  private Optional<Owner> lastOwner = Optional.empty();

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

  /// Looks for the processes that hold any socket.
  public static SocketOwners ofAll() {
    return ofAll(PROC);
  }

  /// What the kernel told of who holds which socket.
  ///
  /// @param teller tells it, each process at a time, lowest number first; false if it cannot
  /// @return empty if it could not tell
  public static Optional<SocketOwners> toldBy(Predicate<HolderReader> teller) {
    SocketOwners owners = new SocketOwners(PROC);
    owners.isLookedUp = teller.test(owners.new Keeper());
    return owners.isLookedUp ? Optional.of(owners) : Optional.empty();
  }

  /// Is told who holds which socket.
  public interface HolderReader {
    /// @param inode the inode of the socket
    /// @param pid the number of a process that holds it
    void accept(long inode, int pid);

    /// Is told of a process that holds a file which may stand for a network namespace; once a file
    /// or once a process.
    default void holdsNamespace(int pid) {}
  }

  /// Keeps what is told.
  private final class Keeper implements HolderReader {
    @Override
    public void accept(long inode, int pid) {
      holders.add(inode, pid);
    }

    @Override
    public void holdsNamespace(int pid) {
      namespaceHolders.add(pid);
    }
  }

  /// What is known when nobody has looked.
  public static SocketOwners none() {
    return new SocketOwners(PROC);
  }

  static SocketOwners of(Path proc, Collection<Long> inodes) {
    return inodes.stream().allMatch(i -> i == 0) ? new SocketOwners(proc) : ofAll(proc);
  }

  private static SocketOwners ofAll(Path proc) {
    SocketOwners owners = new SocketOwners(proc);
    DescriptorWalk walk = DescriptorWalk.of(proc, Processes.in(proc));
    walk.forEach(owners.new Keeper());
    owners.processesUnreadable = walk.processesUnreadable();
    owners.isLookedUp = true;
    return owners;
  }

  /// Who holds a socket; empty if no process does, or none that could be read.
  ///
  /// Where several hold it, it is the one with the lowest number, as the parent of a group of
  /// workers has; but process 1, which opens sockets for others, only if it is alone.
  public Optional<Owner> of(long inode) {
    if (!holders.isShared(inode)) {
      int pid = holders.first(inode);
      return pid == 0 ? Optional.empty() : owner(pid);
    }
    return holders.all(inode).stream()
        .filter(pid -> pid != INIT)
        .flatMap(pid -> owner(pid).stream())
        .findFirst();
  }

  /// Whether anybody has looked.
  public boolean isLookedUp() {
    return isLookedUp;
  }

  /// The processes that hold a file which may stand for a network namespace, seen in the same walk;
  /// empty if nobody has looked.
  public Optional<Set<Integer>> namespaceHolders() {
    return isLookedUp ? Optional.of(Set.copyOf(namespaceHolders)) : Optional.empty();
  }

  /// One process that holds a socket; 0 if none is known.
  public int pid(long inode) {
    return holders.first(inode);
  }

  /// All processes that hold a socket, lowest number first.
  public List<Integer> pids(long inode) {
    return List.copyOf(holders.all(inode));
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
    if (pid != lastPid) {
      lastOwner = findOwner(pid);
      lastPid = pid;
    }
    return lastOwner;
  }

  private Optional<Owner> findOwner(int pid) {
    return named.computeIfAbsent(pid, p -> ProcessName.of(proc.resolve(Integer.toString(p)), p));
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
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + Long.BYTES);
    return inodeIn(MemorySegment.ofArray(padded), bytes.length);
  }

  /// A word at a time: there may be very many, and `socket:[` is just one.
  static long inodeIn(MemorySegment text, int length) {
    if (length <= Long.BYTES || text.get(JAVA_LONG_UNALIGNED, 0) != LINK_START) {
      return 0;
    }
    long inode = 0;
    for (int at = Long.BYTES; at < length; at += Long.BYTES) {
      long word = text.get(JAVA_LONG_UNALIGNED, at);
      int count = Math.min(Long.BYTES, length - at);
      for (int i = 0; i < count; i++, word >>>= Byte.SIZE) {
        int digit = (int) (word & 0xFF) - '0';
        if (digit < 0 || digit > 9) {
          boolean isEnd = (word & 0xFF) == ']' && at + i == length - 1 && at + i > Long.BYTES;
          return isEnd ? inode : 0;
        }
        inode = inode * 10 + digit;
      }
    }
    return 0;
  }
}
