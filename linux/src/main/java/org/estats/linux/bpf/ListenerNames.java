package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.estats.ConnectionRow;
import org.estats.EstatsException;
import org.estats.Owner;
import org.estats.TcpState;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.proc.HeldNamespace;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.estats.linux.proc.SocketOwners;

/// Gives listeners that were there before the first rule by process the name that the hook gives
/// later ones in `listen()`: that of the process that holds them.
final class ListenerNames {

  private static final String BIRTH = "estats_birth";
  private static final System.Logger LOG = System.getLogger(ListenerNames.class.getName());

  private final int births;

  /// @param births the map of what is known of sockets before they are connected, open
  private ListenerNames(int births) {
    this.births = births;
  }

  /// Names every listener that has no name.
  ///
  /// @param netns the namespace they are in, by inode; empty for all
  static void give(int births, OptionalLong netns) {
    long own = NetworkNamespace.ownInode();
    List<ConnectionRow> listeners = new ArrayList<>();
    if (netns.orElse(own) == own) {
      listeners.addAll(listenersHere());
    }
    if (netns.isEmpty()) {
      HeldSockets.namespaces().others().forEach(n -> listeners.addAll(listenersIn(n)));
    } else if (netns.getAsLong() != own) {
      NetworkNamespaces.find()
          .withInode(netns.getAsLong())
          .or(() -> HeldNamespace.withInode(netns.getAsLong()))
          .ifPresent(n -> listeners.addAll(listenersIn(n)));
    }
    SocketOwners owners = SocketOwners.of(listeners.stream().map(ConnectionRow::inode).toList());
    ListenerNames names = new ListenerNames(births);
    for (ConnectionRow listener : listeners) {
      owners.of(listener.inode()).ifPresent(owner -> names.give(listener, owner));
    }
  }

  private static List<ConnectionRow> listenersIn(NetworkNamespace namespace) {
    try {
      return namespace.call(ListenerNames::listenersHere);
    } catch (EstatsException e) {
      return List.of(); // gone meanwhile, or not to be entered; then its rules find nothing either
    }
  }

  private static List<ConnectionRow> listenersHere() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream().filter(r -> r.state() == TcpState.LISTEN).toList();
    }
  }

  private void give(ConnectionRow listener, Owner owner) {
    OptionalInt descriptor = SocketOwners.descriptor(owner.pid(), listener.inode());
    if (descriptor.isEmpty()) {
      return; // closed meanwhile
    }
    try (Arena arena = Arena.ofConfined()) {
      int socket = LibC.descriptorOf(owner.pid(), descriptor.getAsInt());
      try {
        MemorySegment birth = arena.allocate(types().sizeOf(BIRTH), 8);
        ProcessText.put(birth, types().offsetOf(BIRTH, "process"), owner.process());
        Bpf.add(births, arena.allocateFrom(JAVA_INT, socket), birth);
      } finally {
        LibC.close(socket);
      }
    } catch (NativeException e) {
      if (e.errno() != Errno.EEXIST) { // the hook has named it
        LOG.log(
            System.Logger.Level.WARNING,
            "a rule by process will not see what {0} accepts ({1}): {2}",
            listener.connection().local(),
            owner.process(),
            e.getMessage());
      }
    }
  }

  private static Btf types() {
    return KernelObject.shipped().types();
  }
}
