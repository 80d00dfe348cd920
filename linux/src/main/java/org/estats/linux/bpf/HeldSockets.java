package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.TreeSet;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.SocketOwners.HolderReader;

/// Which processes hold which TCP sockets, and which hold namespaces, as the kernel half tells it
/// in one walk over all open files: a hundred thousand in the time in which `/proc` gives ten
/// thousand. For root alone, who may see that of every process.
public final class HeldSockets {

  private static final String STRUCT = "estats_holder";
  private static final int BUFFER_BYTES = 1 << 15;
  private static final int RETRIES_MAX = 1000;

  private HeldSockets() {}

  /// Tells of every TCP socket and every namespace that a process of the reader's pid namespace
  /// holds, the processes with the lowest numbers first.
  ///
  /// @return false, with nothing told, if nothing that can tell is loaded, or this user may not ask
  public static boolean read(HolderReader reader) {
    int fd;
    try {
      fd = LibC.open(Pin.HOLDERS.currentPath(), LibC.O_RDONLY);
    } catch (NativeException e) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      return read(fd, arena.allocate(BUFFER_BYTES, Long.BYTES), reader);
    } finally {
      LibC.close(fd);
    }
  }

  /// The network namespaces that can be found from here, those that only an open file keeps
  /// included: looked for in `/proc` where the kernel half cannot tell who may hold one.
  public static NetworkNamespaces namespaces() {
    Set<Integer> holders = new TreeSet<>();
    boolean isTold =
        read(
            new HolderReader() {
              @Override
              public void accept(long inode, int pid) {
                // a socket
              }

              @Override
              public void holdsNamespace(int pid) {
                holders.add(pid);
              }
            });
    return isTold
        ? NetworkNamespaces.find().withHeldBy(holders)
        : NetworkNamespaces.find().withHeld();
  }

  private static boolean read(int fd, MemorySegment buffer, HolderReader reader) {
    KernelObject shipped = KernelObject.shipped();
    int size = shipped.types().sizeOf(STRUCT);
    int layout = shipped.types().offsetOf(STRUCT, "layout");
    int pid = shipped.types().offsetOf(STRUCT, "pid");
    int inode = shipped.types().offsetOf(STRUCT, "socket");
    long filled = 0;
    int retries = 0;
    while (true) {
      try {
        long n = LibC.read(fd, buffer.asSlice(filled));
        if (n == 0) {
          return true;
        }
        long end = filled + n;
        long at = 0;
        for (; at + size <= end; at += size) {
          if (buffer.get(JAVA_INT, at + layout) != shipped.layout()) {
            return false; // another version's; it is so from the first one on
          }
          tell(reader, buffer.get(JAVA_LONG, at + inode), buffer.get(JAVA_INT, at + pid));
        }
        MemorySegment.copy(buffer, at, buffer, 0, end - at);
        filled = end - at;
      } catch (NativeException e) {
        if (e.errno() != Errno.EAGAIN || ++retries > RETRIES_MAX) {
          throw e;
        }
      }
    }
  }

  private static void tell(HolderReader reader, long inode, int pid) {
    if (inode == 0) {
      reader.holdsNamespace(pid);
    } else {
      reader.accept(inode, pid);
    }
  }
}
