package org.estats.linux.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/// The calls of the C library that this program makes. A call that fails throws [NativeException];
/// nothing above this class sees a method handle or reads `errno`.
@SuppressWarnings("restricted")
public final class LibC {

  public static final int O_RDONLY = 0;
  public static final int O_RDWR = 2;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_DIRECTORY = 0x10000;
  public static final int O_CLOEXEC = 0x80000;

  public static final int CLONE_FS = 0x200;
  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_NEWNET = 0x40000000;

  public static final int CLOCK_BOOTTIME = 7;

  public static final int LOCK_EX = 2;
  public static final int MNT_DETACH = 2;

  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;

  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;
  private static final long MAP_FAILED = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final int PR_SET_TIMERSLACK = 29;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = bind("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle IOCTL =
      variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle FLOCK = bind("flock", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle UNSHARE = bind("unshare", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = bind("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle EXECV = bind("execv", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle MOUNT =
      bind("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle UMOUNT2 = bind("umount2", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SOCKET = bind("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SENDTO =
      bind("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      bind("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ_AT =
      bind("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE_AT =
      bind("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PPOLL =
      bind("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle PRCTL = variadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SCHED_SETSCHEDULER =
      bind("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final long SYS_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
  private static final MethodHandle SYSCALL =
      variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_GETFD = 438;
  private static final MethodHandle SYSCALL_OF_NUMBERS =
      variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle MMAP =
      bind("mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = bind("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle CLOCK_GETTIME =
      bind("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);

  private LibC() {}

  /// Opens a file; the descriptor is closed on exec.
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC, 0);
      return checked(fd, state, "open " + path);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Closes a descriptor. An error is of no use to anyone and is not reported.
  public static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(CALL_STATE), fd);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Reads into a segment; 0 at the end.
  public static long read(int fd, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long n = (long) READ.invokeExact(state, fd, into, into.byteSize());
      return checked(n, state, "read");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Writes a segment.
  public static long write(int fd, MemorySegment from) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long n = (long) WRITE.invokeExact(state, fd, from, from.byteSize());
      return checked(n, state, "write");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// An ioctl with a pointer argument.
  ///
  /// @param operation what it is for, for the error
  public static int ioctl(int fd, long request, MemorySegment argument, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      return checked((int) IOCTL.invokeExact(state, fd, request, argument), state, operation);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Takes an advisory lock on an open file or directory; waits for it.
  public static void flock(int fd, int operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      checked((int) FLOCK.invokeExact(state, fd, operation), state, "flock");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Gives the calling thread namespaces or a file-system context of its own.
  public static void unshare(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      checked((int) UNSHARE.invokeExact(state, flags), state, "unshare");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Replaces this process by another program, with all its threads; returns only by failing.
  ///
  /// @param arguments the path of the program, and what it is given
  public static void exec(List<String> arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      MemorySegment pointers = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
      }
      MemorySegment path = arena.allocateFrom(arguments.getFirst());
      checked((int) EXECV.invokeExact(state, path, pointers), state, "run " + arguments.getFirst());
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Moves the calling thread into a namespace.
  public static void setns(int fd, int type) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      checked((int) SETNS.invokeExact(state, fd, type), state, "setns");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Mounts a file system that has no device.
  ///
  /// @param options the file system's own options, such as `mode=0755`
  public static void mount(String type, String target, long flags, String options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      MemorySegment name = arena.allocateFrom(type);
      int result =
          (int)
              MOUNT.invokeExact(
                  state,
                  name,
                  arena.allocateFrom(target),
                  name,
                  flags,
                  arena.allocateFrom(options));
      checked(result, state, "mount " + type + " on " + target);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Takes a mount away.
  public static void unmount(String target, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      checked(
          (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target), flags),
          state,
          "unmount " + target);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Makes a socket.
  public static int socket(int family, int type, int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      return checked((int) SOCKET.invokeExact(state, family, type, protocol), state, "socket");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Sends one message on a connected or kernel-bound socket.
  public static long send(int fd, MemorySegment message) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long n =
          (long)
              SENDTO.invokeExact(state, fd, message, message.byteSize(), 0, MemorySegment.NULL, 0);
      return checked(n, state, "send");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Sends one message to an address.
  ///
  /// @param address a `sockaddr`
  public static long sendTo(int fd, MemorySegment message, MemorySegment address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int bytes = (int) address.byteSize();
      long n =
          (long)
              SENDTO.invokeExact(state, fd, message, message.byteSize(), 0, address, bytes);
      return checked(n, state, "send");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// The `bpf(2)` system call.
  ///
  /// @param operation what it is for, for the error
  /// @return the descriptor or 0
  public static int bpf(int command, MemorySegment attribute, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result =
          (long)
              SYSCALL.invokeExact(state, SYS_BPF, command, attribute, (int) attribute.byteSize());
      return (int) checked(result, state, operation);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Maps what a descriptor stands for, to be read by this process and written by others. The
  /// descriptor may be closed afterwards.
  ///
  /// @param arena how long the mapping lasts
  /// @param operation what it is for, for the error
  public static MemorySegment mapForReading(int fd, long bytes, Arena arena, String operation) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment state = call.allocate(CALL_STATE);
      long address =
          (long) MMAP.invokeExact(state, MemorySegment.NULL, bytes, PROT_READ, MAP_SHARED, fd, 0L);
      checked(address == MAP_FAILED ? -1 : 0, state, operation);
      return MemorySegment.ofAddress(address)
          .reinterpret(bytes, arena, s -> unmap(s.address(), bytes))
          .asReadOnly();
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  private static void unmap(long address, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) MUNMAP.invokeExact(arena.allocate(CALL_STATE), address, bytes);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// A clock of the kernel, in nanoseconds.
  public static long clockNanos(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      checked((int) CLOCK_GETTIME.invokeExact(state, clock, time), state, "read a clock");
      return time.getAtIndex(JAVA_LONG, 0) * NANOS_PER_SECOND + time.getAtIndex(JAVA_LONG, 1);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Copies a descriptor of another process into this one.
  ///
  /// @return the descriptor, to be closed
  public static int descriptorOf(int pid, int fd) {
    String operation = "copy descriptor " + fd + " of process " + pid;
    int process = system(SYS_PIDFD_OPEN, pid, 0, 0, operation);
    try {
      return system(SYS_PIDFD_GETFD, process, fd, 0, operation);
    } finally {
      close(process);
    }
  }

  private static int system(long call, int first, int second, int third, String operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result = (long) SYSCALL_OF_NUMBERS.invokeExact(state, call, first, second, third);
      return (int) checked(result, state, operation);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Receives one message.
  ///
  /// @return its length, which with `MSG_TRUNC` may exceed the segment
  public static long receive(int fd, MemorySegment into, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long n = (long) RECV.invokeExact(state, fd, into, into.byteSize(), flags);
      return checked(n, state, "receive");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Memory for the error number of the calls that take it and so allocate nothing themselves; one
  /// a thread.
  public static MemorySegment callState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  /// Reads to an address that the caller vouches for.
  ///
  /// @return how many bytes, or the error number, negated
  static long read(int fd, long address, long bytes, MemorySegment callState) {
    try {
      long n = (long) READ_AT.invokeExact(callState, fd, address, bytes);
      return n < 0 ? -(int) ERRNO.get(callState, 0L) : n;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Writes from an address that the caller vouches for.
  ///
  /// @return how many bytes, or the error number, negated
  static long write(int fd, long address, long bytes, MemorySegment callState) {
    try {
      long n = (long) WRITE_AT.invokeExact(callState, fd, address, bytes);
      return n < 0 ? -(int) ERRNO.get(callState, 0L) : n;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Waits until one of some descriptors is ready or the time is over.
  ///
  /// @param pollFds an array of `struct pollfd`
  /// @param timespec how long at most
  /// @return how many are ready, or the error number, negated
  static int ppoll(
      MemorySegment pollFds, int count, MemorySegment timespec, MemorySegment callState) {
    try {
      int n =
          (int) PPOLL.invokeExact(callState, pollFds, (long) count, timespec, MemorySegment.NULL);
      return n < 0 ? -(int) ERRNO.get(callState, 0L) : n;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Lets the calling thread run before all ordinary ones whenever it can run; it must sleep often.
  ///
  /// @param priority among such threads, 1 (last) to 99
  public static void realTime(int priority) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
      int policy = SCHED_FIFO | SCHED_RESET_ON_FORK; // threads that it starts are ordinary ones
      int result = (int) SCHED_SETSCHEDULER.invokeExact(state, 0, policy, parameter);
      checked(result, state, "set real-time priority " + priority);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// How late the kernel may end the calling thread's timed waits, to save wake-ups.
  public static void timerSlack(long nanos) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      checked((int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, nanos), state, "set timer slack");
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow(name), FunctionDescriptor.of(result, arguments), WITH_ERRNO);
  }

  private static MethodHandle variadic(
      String name, int fixedArguments, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        WITH_ERRNO,
        Linker.Option.firstVariadicArg(fixedArguments));
  }

  private static int checked(int result, MemorySegment state, String operation) {
    if (result < 0) {
      throw new NativeException(operation, (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  private static long checked(long result, MemorySegment state, String operation) {
    if (result < 0) {
      throw new NativeException(operation, (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  private static RuntimeException unchecked(Throwable t) {
    if (t instanceof RuntimeException e) {
      return e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(t);
  }
}
