package org.estats.linux.collector;

import java.lang.module.ModuleDescriptor.Version;
import java.util.OptionalLong;

/// A collector in the kernel that is another version's than this, and what becomes of its state
/// when this version's takes over.
///
/// @param version the version of Estats that loaded it, such as `0.1.0`; empty if it does not say
/// @param age how it compares to this one
/// @param keepsCounts whether counts go on; if not, what is on is switched on anew
/// @param keepsFinalRecords whether the final records that are kept can still be read
/// @param connections how many connections have something on; empty if that cannot be told
/// @param rules how many rules stand that are kept
/// @param rulesLost how many rules say what this version does not know; they go
public record OtherVersion(
    String version,
    Age age,
    boolean keepsCounts,
    boolean keepsFinalRecords,
    OptionalLong connections,
    int rules,
    int rulesLost) {

  /// How another version compares to this one.
  public enum Age {
    OLDER,
    NEWER,
    /// The same number, and yet not the same.
    OTHER_BUILD,
    UNKNOWN;

    /// Compares numbers of versions.
    ///
    /// @param version the other's; empty if not known
    /// @param own this one's; empty if not known
    public static Age of(String version, String own) {
      try {
        int order = Version.parse(version).compareTo(Version.parse(own));
        return order < 0 ? OLDER : order > 0 ? NEWER : OTHER_BUILD;
      } catch (IllegalArgumentException e) {
        return UNKNOWN;
      }
    }
  }

  /// What it is, in words: `Estats 0.2.0, which is newer`.
  public String words() {
    return switch (age) {
      case OLDER -> "Estats " + version + ", which is older";
      case NEWER -> "Estats " + version + ", which is newer";
      case OTHER_BUILD -> "another build of Estats " + version;
      case UNKNOWN -> version.isEmpty() ? "another version of Estats" : "Estats " + version;
    };
  }
}
