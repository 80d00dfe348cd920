package org.estats.cli.doctor;

/// One thing about this machine.
///
/// @param name what was looked at
/// @param verdict how it stands
/// @param says what was found
/// @param remedy what to do about it; empty if nothing needs to be done, or nothing can be
public record Check(String name, Verdict verdict, String says, String remedy) {

  /// How a thing stands.
  public enum Verdict {
    /// As it should be.
    OK,
    /// Something lacks it.
    MISSING,
    /// Worth knowing; nothing lacks it.
    NOTE
  }

  static Check ok(String name, String says) {
    return new Check(name, Verdict.OK, says, "");
  }

  static Check note(String name, String says) {
    return new Check(name, Verdict.NOTE, says, "");
  }

  static Check note(String name, String says, String remedy) {
    return new Check(name, Verdict.NOTE, says, remedy);
  }

  static Check missing(String name, String says, String remedy) {
    return new Check(name, Verdict.MISSING, says, remedy);
  }
}
