package org.estats.linux.proc;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LinkReader;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.SocketOwners.HolderReader;

/// The sockets and namespaces among the open files of processes, read from `/proc` by several
/// threads: of a host with very many sockets that is what takes longest.
final class DescriptorWalk {

  private static final int THREADS_MAX = 4;
  private static final int INODES_FIRST = 16;
  private static final long[] UNREADABLE = {};

  private final Path proc;
  private final int[] pids;
  private final long[][] inodes;
  private final boolean[] mayHoldNamespace;
  private final AtomicInteger next = new AtomicInteger();

  private DescriptorWalk(Path proc, List<Integer> pids) {
    this.proc = proc;
    this.pids = pids.stream().mapToInt(Integer::intValue).toArray();
    this.inodes = new long[this.pids.length][];
    this.mayHoldNamespace = new boolean[this.pids.length];
  }

  /// Looks into these processes.
  static DescriptorWalk of(Path proc, List<Integer> pids) {
    DescriptorWalk walk = new DescriptorWalk(proc, pids);
    int count = Math.min(Runtime.getRuntime().availableProcessors(), THREADS_MAX);
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(count, pids.size()); i++) {
      helpers.add(Thread.ofPlatform().name("estats-descriptors-" + i).daemon().start(walk::help));
    }
    walk.take();
    boolean isInterrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    walk.finish();
    return walk;
  }

  /// What a helper could not read is read again, by the caller, who then learns why.
  private void help() {
    try {
      take();
    } catch (RuntimeException e) {
      return; // see finish()
    }
  }

  private void take() {
    try (LinkReader links = new LinkReader()) {
      for (int i = next.getAndIncrement(); i < pids.length; i = next.getAndIncrement()) {
        read(links, i);
      }
    }
  }

  private void finish() {
    for (int i = 0; i < pids.length; i++) {
      if (inodes[i] == null) {
        try (LinkReader links = new LinkReader()) {
          read(links, i);
        }
      }
    }
  }

  private void read(LinkReader links, int i) {
    Files files = new Files();
    boolean isReadable = true;
    try {
      links.forEach(proc + "/" + pids[i] + "/fd", files);
    } catch (NativeException e) {
      boolean isGone = e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH;
      isReadable = isGone || !Processes.isThere(proc, pids[i]);
    }
    mayHoldNamespace[i] = files.mayHoldNamespace;
    inodes[i] = isReadable ? files.inodes() : UNREADABLE;
  }

  /// Tells who holds what, in the order in which the processes were given.
  void forEach(HolderReader reader) {
    for (int i = 0; i < pids.length; i++) {
      for (long inode : inodes[i]) {
        reader.accept(inode, pids[i]);
      }
      if (mayHoldNamespace[i]) {
        reader.holdsNamespace(pids[i]);
      }
    }
  }

  /// How many processes could not be read for lack of the right.
  int processesUnreadable() {
    int unreadable = 0;
    for (long[] read : inodes) {
      unreadable += read == UNREADABLE ? 1 : 0;
    }
    return unreadable;
  }

  /// Those of one process.
  private static final class Files implements LinkReader.Reader {
    private long[] inodes = new long[INODES_FIRST];
    private int count;
    private boolean mayHoldNamespace;

    @Override
    public void accept(MemorySegment target, int length) {
      long inode = SocketOwners.inodeIn(target, length);
      if (inode == 0) {
        mayHoldNamespace |= HeldNamespace.isMeant(target, length);
        return;
      }
      if (count == inodes.length) {
        inodes = Arrays.copyOf(inodes, count * 2);
      }
      inodes[count++] = inode;
    }

    long[] inodes() {
      return Arrays.copyOf(inodes, count);
    }
  }
}
