package org.estats.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import org.estats.EstatsException;
import org.estats.win32.Family;
import org.estats.win32.NativeIpHlpApi;
import org.estats.win32.TableCall;

/// The calls of `iphlpapi.dll` that this module makes. The status is what they return; nothing
/// above this class sees a method handle.
@SuppressWarnings("restricted")
final class IpHlpApiDll implements NativeIpHlpApi {

  private static final String NAME = "iphlpapi.dll";

  private static final FunctionDescriptor GET =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT,
          ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor SET =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor TABLE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor EXTENDED_TABLE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private final Map<Family, MethodHandle> gets = new EnumMap<>(Family.class);
  private final Map<Family, MethodHandle> sets = new EnumMap<>(Family.class);
  private final Map<TableCall, MethodHandle> tables = new EnumMap<>(TableCall.class);
  private final MethodHandle extendedTable;

  /// The library of this machine.
  ///
  /// @throws EstatsException NOT_SUPPORTED if there is none, it lacks a call, or this module has
  ///   not the JVM's leave to call it
  static NativeIpHlpApi ofThisMachine() {
    try {
      return new IpHlpApiDll(SymbolLookup.libraryLookup(NAME, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          "there is no " + NAME + " on this machine",
          "on Linux, use org.estats.linux");
    } catch (IllegalCallerException e) {
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          "this JVM does not let org.estats.windows call native code",
          "run with --enable-native-access=org.estats.windows");
    }
  }

  /// Binds the calls.
  ///
  /// @throws EstatsException NOT_SUPPORTED if the library lacks one
  IpHlpApiDll(SymbolLookup library) {
    gets.put(Family.IPV4, bind(library, "GetPerTcpConnectionEStats", GET));
    gets.put(Family.IPV6, bind(library, "GetPerTcp6ConnectionEStats", GET));
    sets.put(Family.IPV4, bind(library, "SetPerTcpConnectionEStats", SET));
    sets.put(Family.IPV6, bind(library, "SetPerTcp6ConnectionEStats", SET));
    tables.put(TableCall.TCP_TABLE, bind(library, "GetTcpTable", TABLE));
    tables.put(TableCall.TCP6_TABLE, bind(library, "GetTcp6Table", TABLE));
    tables.put(TableCall.TCP_TABLE2, bind(library, "GetTcpTable2", TABLE));
    tables.put(TableCall.TCP6_TABLE2, bind(library, "GetTcp6Table2", TABLE));
    extendedTable = bind(library, "GetExtendedTcpTable", EXTENDED_TABLE);
  }

  private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor type) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(() ->
                new EstatsException(
                    EstatsException.Kind.NOT_SUPPORTED,
                    NAME + " has no " + name,
                    "Windows Vista or Server 2008 is the oldest that has it"));
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  @Override
  public int get(
      Family family,
      MemorySegment row,
      int estatsType,
      Structured rw,
      Structured ros,
      Structured rod) {
    try {
      return (int)
          gets.get(family)
              .invokeExact(
                  row,
                  estatsType,
                  rw.at(),
                  rw.version(),
                  rw.size(),
                  ros.at(),
                  ros.version(),
                  ros.size(),
                  rod.at(),
                  rod.version(),
                  rod.size());
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  @Override
  public int set(Family family, MemorySegment row, int estatsType, Structured rw, int offset) {
    try {
      return (int)
          sets.get(family).invokeExact(row, estatsType, rw.at(), rw.version(), rw.size(), offset);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  @Override
  public int table(TableCall call, MemorySegment table, MemorySegment sizePointer, boolean order) {
    try {
      return (int) tables.get(call).invokeExact(table, sizePointer, order ? 1 : 0);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  @Override
  public int extendedTable(
      MemorySegment table,
      MemorySegment sizePointer,
      boolean order,
      int addressFamily,
      int tableClass,
      int reserved) {
    try {
      return (int)
          extendedTable.invokeExact(
              table, sizePointer, order ? 1 : 0, addressFamily, tableClass, reserved);
    } catch (Throwable t) {
      throw unchecked(t);
    }
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
