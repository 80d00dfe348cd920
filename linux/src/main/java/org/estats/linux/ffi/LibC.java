package org.estats.linux.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.List;

/// The calls of the C library that this program makes. A call that fails throws [NativeException];
/// nothing above this class sees a method handle or reads `errno`.
@SuppressWarnings("restricted")
public final class LibC {

  public static final int O_RDONLY = 0;
  public static final int O_RDWR = 2;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_DIRECTORY = SystemCall.IS_ON_ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = SystemCall.IS_ON_ARM ? 0x8000 : 0x20000;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;

  public static final int CLONE_FS = 0x200;
  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_NEWNET = 0x40000000;

  public static final int CLOCK_BOOTTIME = 7;

  public static final int LOCK_EX = 2;
  public static final int MNT_DETACH = 2;

  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;

  private static final int STATFS_BYTES = 120;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MEMBARRIER_CMD_GLOBAL = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final int PR_SET_TIMERSLACK = 29;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();

  /// Where errno is, in bytes: a handle for it would be made anew at each start.
  private static final long ERRNO =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final int AT_FDCWD = -100;

  /// Every call but those of [Packets] goes through this one handle: to bind a function takes 3 ms
  /// for each shape of arguments, which a short command never earns back. The second argument is
  /// the one that mostly is a pointer. That C declares it with `...` is not said: where this runs
  /// whole numbers are passed alike then, and the JVM makes twelve classes fewer at each start.
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          WITH_ERRNO);

  /// What is called for each packet, bound when the first packet comes.
  private static final class Packets {

    static final MethodHandle READ = bind("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    static final MethodHandle PPOLL = bind("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  }

  private LibC() {}

  /// Opens a file; the descriptor is closed on exec.
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return (int)
          call("open " + path, SystemCall.OPENAT, AT_FDCWD, name, flags | O_CLOEXEC, 0, 0, 0);
    }
  }

  /// Closes a descriptor. An error is of no use to anyone and is not reported.
  public static void close(int fd) {
    ignoringErrors(SystemCall.CLOSE, fd, 0, 0);
  }

  /// What kind of file system an open file is on, by the numbers of `linux/magic.h`.
  public static long fileSystemType(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(STATFS_BYTES, Long.BYTES);
      call("ask for the file system", SystemCall.FSTATFS, fd, statfs, 0, 0, 0, 0);
      return statfs.get(JAVA_LONG, 0);
    }
  }

  /// Reads into a segment; 0 at the end.
  public static long read(int fd, MemorySegment into) {
    return call("read", SystemCall.READ, fd, into, into.byteSize(), 0, 0, 0);
  }

  /// Writes a segment.
  public static long write(int fd, MemorySegment from) {
    return call("write", SystemCall.WRITE, fd, from, from.byteSize(), 0, 0, 0);
  }

  /// An ioctl with a pointer argument.
  ///
  /// @param operation what it is for, for the error
  public static int ioctl(int fd, long request, MemorySegment argument, String operation) {
    try {
      MemorySegment number = MemorySegment.ofAddress(request);
      return (int) call(operation, SystemCall.IOCTL, fd, number, argument.address(), 0, 0, 0);
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  /// Takes an advisory lock on an open file or directory; waits for it.
  public static void flock(int fd, int operation) {
    call("flock", SystemCall.FLOCK, fd, operation, 0);
  }

  /// Gives the calling thread namespaces or a file-system context of its own.
  public static void unshare(int flags) {
    call("unshare", SystemCall.UNSHARE, flags, 0, 0);
  }

  /// Replaces this process by another program, with all its threads; returns only by failing.
  ///
  /// @param arguments the path of the program, and what it is given
  /// @param environment `NAME=VALUE` each
  public static void exec(List<String> arguments, List<String> environment) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(arguments.getFirst());
      MemorySegment given = texts(arena, arguments);
      MemorySegment known = texts(arena, environment);
      String operation = "run " + arguments.getFirst();
      call(operation, SystemCall.EXECVE, path.address(), given, known.address(), 0, 0, 0);
    }
  }

  /// Pointers to texts, and a null after them.
  private static MemorySegment texts(Arena arena, List<String> texts) {
    MemorySegment pointers = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return pointers;
  }

  /// Moves the calling thread into a namespace.
  public static void setns(int fd, int type) {
    call("setns", SystemCall.SETNS, fd, type, 0);
  }

  /// Mounts a file system that has no device.
  ///
  /// @param options the file system's own options, such as `mode=0755`
  public static void mount(String type, String target, long flags, String options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(type);
      call(
          "mount " + type + " on " + target,
          SystemCall.MOUNT,
          name.address(),
          arena.allocateFrom(target),
          name.address(),
          flags,
          arena.allocateFrom(options).address(),
          0);
    }
  }

  /// Takes a mount away.
  public static void unmount(String target, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(target).address();
      call("unmount " + target, SystemCall.UMOUNT2, name, flags, 0);
    }
  }

  /// Makes a socket.
  public static int socket(int family, int type, int protocol) {
    return (int) call("socket", SystemCall.SOCKET, family, type, protocol);
  }

  /// Sends one message on a connected or kernel-bound socket.
  public static long send(int fd, MemorySegment message) {
    return call("send", SystemCall.SENDTO, fd, message, message.byteSize(), 0, 0, 0);
  }

  /// Sends one message to an address.
  ///
  /// @param address a `sockaddr`
  public static long sendTo(int fd, MemorySegment message, MemorySegment address) {
    long size = address.byteSize();
    return call(
        "send", SystemCall.SENDTO, fd, message, message.byteSize(), 0, address.address(), size);
  }

  /// The `bpf(2)` system call.
  ///
  /// @param operation what it is for, for the error
  /// @return the descriptor or 0
  public static int bpf(int command, MemorySegment attribute, String operation) {
    return (int) call(operation, SystemCall.BPF, command, attribute, attribute.byteSize(), 0, 0, 0);
  }

  /// Maps what a descriptor stands for, to be read by this process and written by others. The
  /// descriptor may be closed afterwards.
  ///
  /// @param arena how long the mapping lasts
  /// @param operation what it is for, for the error
  public static MemorySegment mapForReading(int fd, long bytes, Arena arena, String operation) {
    MemorySegment size = MemorySegment.ofAddress(bytes);
    long address = call(operation, SystemCall.MMAP, 0, size, PROT_READ, MAP_SHARED, fd, 0);
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, s -> ignoringErrors(SystemCall.MUNMAP, s.address(), bytes, 0))
        .asReadOnly();
  }

  /// Memory of our own that nobody has touched: it takes no room until it is written. In large
  /// pages where the kernel has them, since many small ones would each be asked for.
  ///
  /// @param arena how long it lasts
  public static MemorySegment mapAnonymous(long bytes, Arena arena) {
    MemorySegment size = MemorySegment.ofAddress(bytes);
    int protection = PROT_READ | PROT_WRITE;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    long address =
        call("map " + bytes + " bytes", SystemCall.MMAP, 0, size, protection, flags, -1, 0);
    ignoringErrors(SystemCall.MADVISE, address, bytes, MADV_HUGEPAGE);
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, s -> ignoringErrors(SystemCall.MUNMAP, s.address(), bytes, 0));
  }

  /// Takes what mapped memory holds away from it, and its room.
  public static void forget(MemorySegment memory) {
    ignoringErrors(SystemCall.MADVISE, memory.address(), memory.byteSize(), MADV_DONTNEED);
  }

  /// Waits until whatever the kernel was running on any processor with preemption off has ended.
  public static void awaitProcessors() {
    call("wait for all processors", SystemCall.MEMBARRIER, MEMBARRIER_CMD_GLOBAL, 0, 0);
  }

  /// A clock of the kernel, in nanoseconds.
  public static long clockNanos(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      call("read a clock", SystemCall.CLOCK_GETTIME, clock, time, 0, 0, 0, 0);
      return time.getAtIndex(JAVA_LONG, 0) * NANOS_PER_SECOND + time.getAtIndex(JAVA_LONG, 1);
    }
  }

  /// Copies a descriptor of another process into this one.
  ///
  /// @return the descriptor, to be closed
  public static int descriptorOf(int pid, int fd) {
    String operation = "copy descriptor " + fd + " of process " + pid;
    int process = (int) call(operation, SystemCall.PIDFD_OPEN, pid, 0, 0);
    try {
      return (int) call(operation, SystemCall.PIDFD_GETFD, process, fd, 0);
    } finally {
      close(process);
    }
  }

  /// Receives one message.
  ///
  /// @return its length, which with `MSG_TRUNC` may exceed the segment
  public static long receive(int fd, MemorySegment into, int flags) {
    return call("receive", SystemCall.RECVFROM, fd, into, into.byteSize(), flags, 0, 0);
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
      long n = (long) Packets.READ.invokeExact(callState, fd, address, bytes);
      return n < 0 ? -callState.get(JAVA_INT, ERRNO) : n;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Writes from an address that the caller vouches for.
  ///
  /// @return how many bytes, or the error number, negated
  static long write(int fd, long address, long bytes, MemorySegment callState) {
    try {
      long n = (long) Packets.WRITE.invokeExact(callState, fd, address, bytes);
      return n < 0 ? -callState.get(JAVA_INT, ERRNO) : n;
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
          (int)
              Packets.PPOLL.invokeExact(
                  callState, pollFds, (long) count, timespec, MemorySegment.NULL);
      return n < 0 ? -callState.get(JAVA_INT, ERRNO) : n;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// A call with addresses that the caller vouches for, and without memory of its own.
  ///
  /// @return what it answers, or the error number, negated
  static long call(
      SystemCall call, int fd, long second, long third, long fourth, MemorySegment callState) {
    try {
      long result =
          (long)
              SYSCALL.invokeExact(
                  callState,
                  call.number(),
                  (long) fd,
                  MemorySegment.ofAddress(second),
                  third,
                  fourth,
                  0L,
                  0L);
      return result == -1 ? -callState.get(JAVA_INT, ERRNO) : result;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /// Lets the calling thread run before all ordinary ones whenever it can run; it must sleep often.
  ///
  /// @param priority among such threads, 1 (last) to 99
  public static void realTime(int priority) {
    try (Arena arena = Arena.ofConfined()) {
      long parameter = arena.allocateFrom(JAVA_INT, priority).address();
      int policy = SCHED_FIFO | SCHED_RESET_ON_FORK; // threads that it starts are ordinary ones
      String operation = "set real-time priority " + priority;
      call(operation, SystemCall.SCHED_SETSCHEDULER, 0, policy, parameter);
    }
  }

  /// Sends a signal to this process.
  public static void raise(int signal) {
    call("send a signal", SystemCall.KILL, ProcessHandle.current().pid(), signal, 0);
  }

  /// How late the kernel may end the calling thread's timed waits, to save wake-ups.
  public static void timerSlack(long nanos) {
    call("set timer slack", SystemCall.PRCTL, PR_SET_TIMERSLACK, nanos, 0);
  }

  /// A call whose second argument is no pointer.
  private static long call(String operation, SystemCall call, long first, long second, long third) {
    return call(operation, call, first, MemorySegment.ofAddress(second), third, 0, 0, 0);
  }

  private static long call(
      String operation,
      SystemCall call,
      long first,
      MemorySegment second,
      long third,
      long fourth,
      long fifth,
      long sixth) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result =
          (long)
              SYSCALL.invokeExact(state, call.number(), first, second, third, fourth, fifth, sixth);
      if (result == -1) {
        throw new NativeException(operation, state.get(JAVA_INT, ERRNO));
      }
      return result;
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  private static void ignoringErrors(SystemCall call, long first, long second, long third) {
    try (Arena arena = Arena.ofConfined()) {
      long ignored =
          (long)
              SYSCALL.invokeExact(
                  arena.allocate(CALL_STATE),
                  call.number(),
                  first,
                  MemorySegment.ofAddress(second),
                  third,
                  0L,
                  0L,
                  0L);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        WITH_ERRNO);
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
