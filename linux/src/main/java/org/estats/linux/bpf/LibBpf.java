package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.estats.EstatsException;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.OpenFiles;

/// The system's `libbpf.so.1`, as far as loading an object needs it.
@SuppressWarnings("restricted")
final class LibBpf {

  private static final String LIBRARY_NAME = "libbpf.so.1";

  /// Debian 11 and Ubuntu 22.04 have this one.
  private static final String OLDER_NAME = "libbpf.so.0";

  private final MethodHandle setPrint;
  private final MethodHandle openMemory;
  private final MethodHandle load;
  private final MethodHandle close;
  private final MethodHandle nextProgram;
  private final MethodHandle programName;
  private final MethodHandle programFd;
  private final MethodHandle setAutoload;
  private final MethodHandle setLogBuffer;
  private final MethodHandle findMap;
  private final MethodHandle mapFd;
  private final MethodHandle mapInitialValue;
  private final MethodHandle reuseMap;
  private final MethodHandle setMaxEntries;
  private final MethodHandle kernelBtf;
  private final MethodHandle findType;
  private final MethodHandle freeBtf;

  private LibBpf(SymbolLookup library) {
    Linker linker = Linker.nativeLinker();
    setPrint = bind(linker, library, "libbpf_set_print", ADDRESS, ADDRESS);
    openMemory =
        bind(linker, library, "bpf_object__open_mem", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    load = bind(linker, library, "bpf_object__load", JAVA_INT, ADDRESS);
    close =
        linker.downcallHandle(
            library.findOrThrow("bpf_object__close"), FunctionDescriptor.ofVoid(ADDRESS));
    nextProgram = bind(linker, library, "bpf_object__next_program", ADDRESS, ADDRESS, ADDRESS);
    programName = bind(linker, library, "bpf_program__name", ADDRESS, ADDRESS);
    programFd = bind(linker, library, "bpf_program__fd", JAVA_INT, ADDRESS);
    setAutoload = bind(linker, library, "bpf_program__set_autoload", JAVA_INT, ADDRESS, JAVA_BYTE);
    setLogBuffer =
        bind(linker, library, "bpf_program__set_log_buf", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    findMap = bind(linker, library, "bpf_object__find_map_by_name", ADDRESS, ADDRESS, ADDRESS);
    mapFd = bind(linker, library, "bpf_map__fd", JAVA_INT, ADDRESS);
    mapInitialValue = bind(linker, library, "bpf_map__initial_value", ADDRESS, ADDRESS, ADDRESS);
    reuseMap = bind(linker, library, "bpf_map__reuse_fd", JAVA_INT, ADDRESS, JAVA_INT);
    setMaxEntries = bind(linker, library, "bpf_map__set_max_entries", JAVA_INT, ADDRESS, JAVA_INT);
    kernelBtf = bind(linker, library, "btf__load_vmlinux_btf", ADDRESS);
    findType =
        bind(linker, library, "btf__find_by_name_kind", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    freeBtf =
        linker.downcallHandle(library.findOrThrow("btf__free"), FunctionDescriptor.ofVoid(ADDRESS));
  }

  /// Binds the library.
  ///
  /// @throws EstatsException NOT_SUPPORTED if it is missing or too old
  static LibBpf bind() {
    try {
      LibBpf library = new LibBpf(lookup(Arena.global()));
      library.silence();
      return library;
    } catch (NoSuchElementException e) {
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          LIBRARY_NAME + " is too old: " + e.getMessage(),
          "install libbpf 1.0 or newer");
    }
  }

  /// Finds out whether the library is there, without binding it.
  ///
  /// @throws EstatsException NOT_SUPPORTED if it is not
  static void requirePresent() {
    try (Arena arena = Arena.ofConfined()) {
      lookup(arena);
    }
  }

  private static SymbolLookup lookup(Arena arena) {
    try {
      return SymbolLookup.libraryLookup(LIBRARY_NAME, arena);
    } catch (IllegalArgumentException e) {
      if (OpenFiles.left() == 0) {
        throw OpenFiles.usedUp("open " + LIBRARY_NAME);
      }
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          LIBRARY_NAME
              + " is not on this machine"
              + (hasOlder() ? ", and " + OLDER_NAME + " is too old" : ""),
          "install it: apt-get install libbpf1 (Debian, Ubuntu) or dnf install libbpf (Fedora)");
    }
  }

  private static boolean hasOlder() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(OLDER_NAME, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static MethodHandle bind(
      Linker linker, SymbolLookup library, String name, MemoryLayout result, MemoryLayout... args) {
    return linker.downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, args));
  }

  private void silence() {
    invoke(() -> (MemorySegment) setPrint.invokeExact(MemorySegment.NULL));
  }

  /// Parses an object; nothing reaches the kernel yet.
  MemorySegment open(MemorySegment object, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = arena.allocate(16, 8);
      options.set(JAVA_LONG, 0, options.byteSize());
      options.set(JAVA_LONG, 8, arena.allocateFrom(name).address());
      MemorySegment opened =
          invoke(() -> (MemorySegment) openMemory.invokeExact(object, object.byteSize(), options));
      if (opened.address() == 0) {
        throw new NativeException("parse the BPF object", 0);
      }
      return opened;
    }
  }

  /// Loads all programs and maps that are to be loaded.
  ///
  /// @return 0, or a negative error number
  int load(MemorySegment object) {
    return invoke(() -> (int) load.invokeExact(object));
  }

  /// Lets go of an object; what is pinned or attached stays.
  void close(MemorySegment object) {
    invoke(() -> {
      close.invokeExact(object);
      return null;
    });
  }

  /// The program after another; NULL for the first and after the last.
  MemorySegment nextProgram(MemorySegment object, MemorySegment previous) {
    return invoke(() -> (MemorySegment) nextProgram.invokeExact(object, previous));
  }

  String name(MemorySegment program) {
    MemorySegment name = invoke(() -> (MemorySegment) programName.invokeExact(program));
    return name.reinterpret(Long.MAX_VALUE).getString(0);
  }

  int fd(MemorySegment program) {
    return invoke(() -> (int) programFd.invokeExact(program));
  }

  void setAutoload(MemorySegment program, boolean autoload) {
    invoke(() -> (int) setAutoload.invokeExact(program, (byte) (autoload ? 1 : 0)));
  }

  /// Where the verifier is to write should it refuse the program.
  void setLog(MemorySegment program, MemorySegment log) {
    invoke(() -> (int) setLogBuffer.invokeExact(program, log, log.byteSize()));
  }

  MemorySegment map(MemorySegment object, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cName = arena.allocateFrom(name);
      MemorySegment map = invoke(() -> (MemorySegment) findMap.invokeExact(object, cName));
      if (map.address() == 0) {
        throw new IllegalStateException("the BPF object has no map " + name);
      }
      return map;
    }
  }

  int mapFd(MemorySegment map) {
    return invoke(() -> (int) mapFd.invokeExact(map));
  }

  /// The memory of a data section, to be written before loading.
  MemorySegment initialValue(MemorySegment map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      MemorySegment value = invoke(() -> (MemorySegment) mapInitialValue.invokeExact(map, size));
      return value.reinterpret(size.get(JAVA_LONG, 0));
    }
  }

  /// Makes the object use a map that exists already.
  void reuse(MemorySegment map, int fd) {
    int result = invoke(() -> (int) reuseMap.invokeExact(map, fd));
    if (result < 0) {
      throw new NativeException("take over a map", -result);
    }
  }

  /// Chooses the size of a map that is to be made.
  void setMaxEntries(MemorySegment map, int count) {
    int result = invoke(() -> (int) setMaxEntries.invokeExact(map, count));
    if (result < 0) {
      throw new NativeException("choose the size of a map", -result);
    }
  }

  /// Whether the running kernel's BTF has a type of this name and kind.
  boolean kernelHas(String name, int kind) {
    MemorySegment btf = invoke(() -> (MemorySegment) kernelBtf.invokeExact());
    if (btf.address() == 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cName = arena.allocateFrom(name);
      return invoke(() -> (int) findType.invokeExact(btf, cName, kind)) > 0;
    } finally {
      invoke(() -> {
        freeBtf.invokeExact(btf);
        return null;
      });
    }
  }

  private interface Call<T> {
    T call() throws Throwable;
  }

  private static <T> T invoke(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
