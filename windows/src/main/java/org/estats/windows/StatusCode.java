package org.estats.windows;

import org.estats.EstatsException;
import org.estats.win32.IpHlpApi;
import org.estats.win32.WinError;

/// What the codes of the library mean for those who call a source.
final class StatusCode {

  private StatusCode() {}

  /// The failure that a code stands for.
  ///
  /// @param operation what was tried, on what
  static EstatsException failure(String operation, int code) {
    String message =
        "%s: %s (%d)"
            .formatted(operation, IpHlpApi.FormatMessage(code), Integer.toUnsignedLong(code));
    return switch (code) {
      case WinError.ERROR_ACCESS_DENIED ->
          new EstatsException(
              EstatsException.Kind.ACCESS_DENIED, message, "run as administrator, elevated");
      case WinError.ERROR_NOT_FOUND ->
          new EstatsException(
              EstatsException.Kind.NOT_FOUND, message, "see the connection table: netstat -n");
      case WinError.ERROR_NOT_SUPPORTED ->
          new EstatsException(
              EstatsException.Kind.NOT_SUPPORTED,
              message,
              "it needs Windows Vista, Server 2008 or newer");
      case WinError.STATUS_UNSUCCESSFUL ->
          new EstatsException(EstatsException.Kind.BUSY, message, "try again");
      default -> new EstatsException(EstatsException.Kind.FAILED, message);
    };
  }
}
