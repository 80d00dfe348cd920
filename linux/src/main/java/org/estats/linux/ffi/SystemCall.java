package org.estats.linux.ffi;

/// The system calls that this program makes, with their numbers on the two processors it knows.
enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  MMAP(9, 222),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  MADVISE(28, 233),
  SOCKET(41, 198),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  EXECVE(59, 221),
  KILL(62, 129),
  FLOCK(73, 32),
  FSTATFS(138, 44),
  SCHED_SETSCHEDULER(144, 119),
  PRCTL(157, 167),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  GETDENTS64(217, 61),
  CLOCK_GETTIME(228, 113),
  OPENAT(257, 56),
  READLINKAT(267, 78),
  UNSHARE(272, 97),
  SETNS(308, 268),
  BPF(321, 280),
  MEMBARRIER(324, 283),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438);

  /// Which of the two this is.
  static final boolean IS_ON_ARM = isOnArm();

  private final long number;

  SystemCall(int onX86, int onArm) {
    number = isOnArm() ? onArm : onX86;
  }

  private static boolean isOnArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  /// Its number here.
  long number() {
    return number;
  }
}
