package org.estats.linux.collector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a kernel can do for the collector beyond what every supported one can. Told from the names
/// in its own type information, never from its version: distributions carry changes back.
public final class KernelAbilities {

  /// Where the running kernel keeps its type information, under the root of the file system.
  public static final Path TYPES = Path.of("sys/kernel/btf/vmlinux");

  /// The function by which a `sock_ops` program reaches the segment; Linux 6.2 brought it.
  private static final String SEGMENT_OF_CALLBACK = "\0bpf_cast_to_kern_ctx\0";

  /// The option of `bpf_setsockopt` by which an iterator sets the flag; Linux 6.12 brought it.
  private static final String FLAG_OPTION = "\0TCP_BPF_SOCK_OPS_CB_FLAGS\0";

  private KernelAbilities() {}

  /// Whether a connection that a rule switches on at birth is watched in the states that follow
  /// ESTABLISHED. Where not, what the hooks count is absent there, of every connection.
  ///
  /// @param root where the file system begins, `/` but for tests
  /// @return false also if there is no type information, without which nothing is collected
  public static boolean watchesPastEstablished(Path root) {
    return names(root, SEGMENT_OF_CALLBACK);
  }

  /// Whether that holds of a connection, too, that is switched on while it is ESTABLISHED.
  ///
  /// @param root where the file system begins, `/` but for tests
  /// @return false also if there is no type information, without which nothing is collected
  public static boolean watchesSwitchedOnLater(Path root) {
    return watchesPastEstablished(root) && names(root, FLAG_OPTION);
  }

  private static boolean names(Path root, String name) {
    try {
      byte[] types = Files.readAllBytes(root.resolve(TYPES));
      return new String(types, StandardCharsets.ISO_8859_1).contains(name);
    } catch (IOException e) {
      return false;
    }
  }
}
