package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.estats.EstatsException;
import org.estats.linux.collector.KernelAbilities;
import org.estats.linux.collector.KernelConfig;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.LibC;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.OpenFiles;
import org.estats.linux.proc.Rights;

/// Loads the kernel half and pins it as a generation of its own. Works under the [CollectorLock].
final class Loader {

  private static final String NAME = "estats";
  private static final String RODATA = ".rodata";
  private static final int LOG_BYTES = 1 << 18;

  /// How many files are open at once while the collector is loaded: maps, programs, types.
  private static final int FILES_OF_A_LOADING = 40;

  private static final int MICROS_PER_SECOND = 1_000_000;

  /// How many final records a loading keeps, if not [#CLOSED_SLOTS].
  static final String CLOSED_SLOTS_PROPERTY = "estats.closed.records";

  /// `CLOSED_SLOTS` of the kernel half: 9 MB.
  private static final int CLOSED_SLOTS = 8192;

  static final int CLOSED_SLOTS_MAX = 1 << 20;

  /// BTF's number for functions.
  private static final int KIND_FUNC = 12;

  private final LibBpf library = LibBpf.bind();
  private final KernelObject shipped = KernelObject.shipped();
  private final Arena arena;
  private final Map<Pin, MemorySegment> logs = new EnumMap<>(Pin.class);

  private Loader(Arena arena) {
    this.arena = arena;
  }

  /// Finds out whether this machine has what loading takes, before anything is changed.
  ///
  /// @throws EstatsException NOT_SUPPORTED if it has not
  static void requireSupport() {
    LibBpf.requirePresent();
    Path types = Path.of("/").resolve(KernelAbilities.TYPES);
    if (!Files.exists(types)) {
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          "this kernel does not describe itself: there is no " + types,
          "use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as those of Debian, Ubuntu and"
              + " Fedora are");
    }
  }

  /// Loads and pins a new generation, which nothing uses yet.
  ///
  /// @param takeOver a generation whose maps the new one goes on with
  static Generation load(int number, Optional<Generation> takeOver) {
    try (Arena arena = Arena.ofConfined()) {
      return new Loader(arena).loadAndPin(number, takeOver);
    }
  }

  private Generation loadAndPin(int number, Optional<Generation> takeOver) {
    byte[] bytes = shipped.bytes();
    MemorySegment image = arena.allocate(bytes.length, 8);
    MemorySegment.copy(bytes, 0, image, JAVA_BYTE, 0, bytes.length);
    MemorySegment object = library.open(image, NAME);
    try {
      writeConstants(object, number);
      int slots = takeOver.map(g -> reuseMaps(object, g)).orElse(0);
      writeClosedSlots(object, slots);
      int result = load(object);
      if (result < 0) {
        throw refused(-result);
      }
      if (slots == 0) {
        Bpf.freeze(library.mapFd(library.map(object, Pin.CLOSED.fileName())));
      }
      return pinAll(object, number);
    } finally {
      library.close(object);
    }
  }

  private void writeConstants(MemorySegment object, int number) {
    MemorySegment constants = library.initialValue(library.map(object, NAME + RODATA));
    boolean castable =
        library.kernelHas("bpf_cast_to_kern_ctx", KIND_FUNC)
            && library.kernelHas("bpf_rdonly_cast", KIND_FUNC);
    int hz = KernelConfig.hz().orElse(0);
    constants.set(JAVA_INT, shipped.offsetOfConstant("layout"), shipped.layout());
    constants.set(JAVA_INT, shipped.offsetOfConstant("generation"), number);
    constants.set(
        JAVA_INT, shipped.offsetOfConstant("jiffy_micros"), hz == 0 ? 0 : MICROS_PER_SECOND / hz);
    constants.set(JAVA_BYTE, shipped.offsetOfConstant("has_casts"), (byte) (castable ? 1 : 0));
  }

  /// Takes over maps. Final records only if they look the same; how many are kept then stays.
  ///
  /// @return the slots of the final records that were taken over; 0 if they were not
  private int reuseMaps(MemorySegment object, Generation from) {
    int slots = 0;
    for (Pin pin : Pin.values()) {
      boolean isReadable = pin.kind() != Pin.Kind.RECORDS || shipped.canRead(from.identity());
      if (pin.isMap() && isReadable) {
        int fd = Bpf.get(from.pathOf(pin));
        try {
          library.reuse(library.map(object, pin.fileName()), fd);
          slots = pin == Pin.CLOSED ? MapInfo.of(fd).entries() - 1 : slots;
        } finally {
          LibC.close(fd);
        }
      }
    }
    return slots;
  }

  /// @param takenOver the slots of a map that is there already; 0 if one is to be made
  private void writeClosedSlots(MemorySegment object, int takenOver) {
    int slots = takenOver;
    if (slots == 0) {
      slots =
          Math.clamp(Integer.getInteger(CLOSED_SLOTS_PROPERTY, CLOSED_SLOTS), 1, CLOSED_SLOTS_MAX);
      library.setMaxEntries(library.map(object, Pin.CLOSED.fileName()), 1 + slots);
    }
    MemorySegment constants = library.initialValue(library.map(object, NAME + RODATA));
    constants.set(JAVA_INT, shipped.offsetOfConstant("closed_slots"), slots);
  }

  private int load(MemorySegment object) {
    forEachProgram(
        object,
        (pin, program) -> {
          MemorySegment log = arena.allocate(LOG_BYTES);
          logs.put(pin, log);
          library.setLog(program, log);
        });
    return library.load(object);
  }

  private Generation pinAll(MemorySegment object, int number) {
    Generation.removeDirectory(Generation.LOADING);
    Generation made = Generation.next(number, shipped.identity());
    try {
      Files.createDirectory(Generation.LOADING);
      for (Pin pin : Pin.values()) {
        if (pin.isMap()) {
          pin(library.mapFd(library.map(object, pin.fileName())), pin);
        }
      }
      int elements = library.mapFd(library.map(object, Pin.ELEMENTS.fileName()));
      forEachProgram(object, (pin, program) -> pinProgram(pin, library.fd(program), elements));
      EstatsVersion.write(Generation.LOADING);
      AccessPolicy.standing().apply(Generation.LOADING);
      Files.move(Generation.LOADING, made.directory());
    } catch (AccessDeniedException e) {
      throw new EstatsException(
          EstatsException.Kind.ACCESS_DENIED,
          "this user may load, and not write in " + MountPoint.PATH + ", which is another's",
          "have root run: chown " + Rights.own().uid() + " " + MountPoint.PATH);
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "cannot make a directory in " + MountPoint.PATH + ": " + e.getMessage());
    }
    return made;
  }

  private void pinProgram(Pin pin, int programFd, int elements) {
    if (pin.kind() != Pin.Kind.ITERATOR) {
      pin(programFd, pin);
      return;
    }
    String operation = "make the iterator " + pin.fileName();
    int link = Bpf.attachIterator(programFd, pin == Pin.ON ? elements : -1, operation);
    try {
      pin(link, pin);
    } finally {
      LibC.close(link);
    }
  }

  private static void pin(int fd, Pin pin) {
    Bpf.pin(fd, Generation.LOADING.resolve(pin.fileName()).toString());
  }

  private interface ProgramWork {
    void accept(Pin pin, MemorySegment program);
  }

  private void forEachProgram(MemorySegment object, ProgramWork work) {
    MemorySegment program = library.nextProgram(object, MemorySegment.NULL);
    while (program.address() != 0) {
      String name = library.name(program);
      for (Pin pin : Pin.values()) {
        if (!pin.isMap() && pin.fileName().equals(name)) {
          work.accept(pin, program);
        }
      }
      program = library.nextProgram(object, program);
    }
  }

  private EstatsException refused(int errno) {
    if (errno == Errno.EPERM || errno == Errno.EACCES && !hasLog()) {
      return new EstatsException(
          EstatsException.Kind.ACCESS_DENIED,
          "the kernel does not let this user load BPF programs ("
              + Errno.name(errno)
              + ")"
              + lacked(),
          "run as root, or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN");
    }
    if (OpenFiles.left() < FILES_OF_A_LOADING) { // libbpf names all sorts of consequences
      return OpenFiles.usedUp("load the collector, which takes " + FILES_OF_A_LOADING);
    }
    return new EstatsException(
        EstatsException.Kind.NOT_SUPPORTED,
        "the kernel refused the collector: " + Errno.name(errno) + verifierLine(),
        "run 'estats doctor'; the full collector needs Linux 6.1 or newer with BTF");
  }

  /// The capabilities that are missing, or nothing.
  private static String lacked() {
    List<Rights.Capability> lacked = Rights.own().lackedForLoading();
    return lacked.isEmpty()
        ? ""
        : ": it lacks " + lacked.stream().map(Enum::name).collect(Collectors.joining(" and "));
  }

  private boolean hasLog() {
    return logs.values().stream().anyMatch(log -> log.get(JAVA_BYTE, 0) != 0);
  }

  /// The last line of the verifier's log that says why.
  private String verifierLine() {
    for (Map.Entry<Pin, MemorySegment> log : logs.entrySet()) {
      String text = log.getValue().getString(0, StandardCharsets.ISO_8859_1);
      String[] lines = text.split("\n");
      for (int i = lines.length - 1; i >= 0; i--) {
        if (!lines[i].isBlank() && !lines[i].startsWith("processed ")) {
          if (text.contains("processed ") && !lines[i].startsWith(";")) {
            return ", program " + log.getKey().fileName() + ": " + lines[i].strip();
          }
          break;
        }
      }
    }
    return "";
  }

  /// The same, of what the caller may lack the right to.
  ///
  /// @param what what was to be done, after "this user may not"
  static EstatsException explain(NativeException e, String what, String remedy) {
    if (e.errno() != Errno.EPERM && e.errno() != Errno.EACCES) {
      return explain(e, remedy);
    }
    // A pin says EACCES, and there is no more to it; what the kernel refuses is told.
    String refused = e.errno() == Errno.EACCES ? "" : " (" + e.getMessage() + ")";
    return new EstatsException(
        EstatsException.Kind.ACCESS_DENIED, "this user may not " + what + refused, remedy);
  }

  /// The error of a native call as one for people.
  static EstatsException explain(NativeException e, String remedy) {
    if (e.errno() == Errno.EROFS) {
      return new EstatsException(
          EstatsException.Kind.FAILED,
          MountPoint.PATH + " is mounted read-only",
          "mount -o remount,rw " + MountPoint.PATH);
    }
    if (OpenFiles.areUsedUp(e)) {
      return OpenFiles.usedUp(e);
    }
    boolean denied = e.errno() == Errno.EPERM || e.errno() == Errno.EACCES;
    return new EstatsException(
        denied ? EstatsException.Kind.ACCESS_DENIED : EstatsException.Kind.FAILED,
        e.getMessage(),
        remedy);
  }
}
