package org.estats.cli;

import org.estats.EstatsException;

/// The exit codes, which scripts rely on.
public final class ExitCode {

  /// It is done.
  public static final int DONE = 0;

  /// It failed.
  public static final int FAILED = 1;

  /// What was typed makes no sense.
  public static final int USAGE = 2;

  /// No such connection.
  public static final int NOT_FOUND = 3;

  /// The right is missing.
  public static final int DENIED = 4;

  /// This machine, or this version, cannot do it.
  public static final int UNSUPPORTED = 5;

  private ExitCode() {}

  /// The exit code for a kind of failure.
  public static int of(EstatsException.Kind kind) {
    return switch (kind) {
      case INVALID -> USAGE;
      case NOT_FOUND -> NOT_FOUND;
      case ACCESS_DENIED -> DENIED;
      case NOT_SUPPORTED -> UNSUPPORTED;
      case BUSY, FAILED -> FAILED;
    };
  }
}
