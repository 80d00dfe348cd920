package org.estats.linux.proc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which processes hold which sockets, for very many sockets: no object for a socket that one
/// process holds.
final class SocketHolders {

  private static final int SLOTS_FIRST = 1 << 12;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /// By open addressing; 0 where a slot is free.
  private long[] inodes = new long[SLOTS_FIRST];

  private int[] pids = new int[SLOTS_FIRST];
  private int count;

  /// Those after the first, where there are several.
  private final Map<Long, List<Integer>> further = new HashMap<>();

  /// Notes that a process holds a socket. Processes come one after the other.
  void add(long inode, int pid) {
    int slot = slot(inodes, inode);
    if (inodes[slot] == 0) {
      inodes[slot] = inode;
      pids[slot] = pid;
      if (++count > inodes.length / 2) {
        grow();
      }
    } else if (pids[slot] != pid) {
      List<Integer> others = further.computeIfAbsent(inode, i -> new ArrayList<>(1));
      if (others.isEmpty() || others.getLast() != pid) { // one process may hold it twice
        others.add(pid);
      }
    }
  }

  /// The first process that holds a socket; 0 if none is known.
  int first(long inode) {
    int slot = slot(inodes, inode);
    return inode == 0 || inodes[slot] == 0 ? 0 : pids[slot];
  }

  /// All that hold it, in the order in which they came.
  List<Integer> all(long inode) {
    int first = first(inode);
    if (first == 0) {
      return List.of();
    }
    List<Integer> all = new ArrayList<>(1);
    all.add(first);
    all.addAll(further.getOrDefault(inode, List.of()));
    return all;
  }

  /// Whether more than one process holds it.
  boolean isShared(long inode) {
    return !further.isEmpty() && further.containsKey(inode);
  }

  private static int slot(long[] inodes, long inode) {
    int mask = inodes.length - 1;
    int slot = (int) (inode * SPREAD >>> Integer.SIZE) & mask;
    while (inodes[slot] != 0 && inodes[slot] != inode) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] larger = new long[inodes.length * 2];
    int[] moved = new int[larger.length];
    for (int i = 0; i < inodes.length; i++) {
      if (inodes[i] != 0) {
        int slot = slot(larger, inodes[i]);
        larger[slot] = inodes[i];
        moved[slot] = pids[i];
      }
    }
    inodes = larger;
    pids = moved;
  }
}
