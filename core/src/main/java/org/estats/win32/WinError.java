package org.estats.win32;

import org.estats.EstatsException;

/// The codes that the calls return, as in `winerror.h`.
public final class WinError {

  /// The call did what was asked.
  public static final int NO_ERROR = 0;

  /// The caller lacks the right.
  public static final int ERROR_ACCESS_DENIED = 5;

  /// Something went wrong that has no code of its own.
  public static final int ERROR_GEN_FAILURE = 31;

  /// A version or an offset other than 0, or something that cannot be had here.
  public static final int ERROR_NOT_SUPPORTED = 50;

  /// A row, a type or a value that makes no sense.
  public static final int ERROR_INVALID_PARAMETER = 87;

  /// A buffer is smaller than what goes in.
  public static final int ERROR_INSUFFICIENT_BUFFER = 122;

  /// The connection was in the middle of something for as long as was waited.
  public static final int ERROR_BUSY = 170;

  /// There is no such connection, or it is of a kind that has no statistics.
  public static final int ERROR_NOT_FOUND = 1168;

  /// A buffer that is NULL, or cannot be used, though a size was given.
  public static final int ERROR_INVALID_USER_BUFFER = 1784;

  /// The connection table kept changing while it was read; call again.
  public static final int STATUS_UNSUCCESSFUL = 0xC0000001;

  private WinError() {}

  /// The code that stands for a failure of a source.
  public static int of(EstatsException failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> ERROR_NOT_FOUND;
      case ACCESS_DENIED -> ERROR_ACCESS_DENIED;
      case NOT_SUPPORTED -> ERROR_NOT_SUPPORTED;
      case INVALID -> ERROR_INVALID_PARAMETER;
      case BUSY -> ERROR_BUSY;
      case FAILED -> ERROR_GEN_FAILURE;
    };
  }

  /// What a code says, in the words of Windows' English messages; the number in hexadecimal where
  /// it is no code of these calls.
  static String message(int code) {
    return switch (code) {
      case NO_ERROR -> "The operation completed successfully.";
      case ERROR_ACCESS_DENIED -> "Access is denied.";
      case ERROR_GEN_FAILURE -> "A device attached to the system is not functioning.";
      case ERROR_NOT_SUPPORTED -> "The request is not supported.";
      case ERROR_INVALID_PARAMETER -> "The parameter is incorrect.";
      case ERROR_INSUFFICIENT_BUFFER -> "The data area passed to a system call is too small.";
      case ERROR_BUSY -> "The requested resource is in use.";
      case ERROR_NOT_FOUND -> "Element not found.";
      case ERROR_INVALID_USER_BUFFER ->
          "The supplied user buffer is not valid for the requested operation.";
      case STATUS_UNSUCCESSFUL -> "{Operation Failed} The requested operation was unsuccessful.";
      default -> "error 0x" + Integer.toHexString(code);
    };
  }
}
