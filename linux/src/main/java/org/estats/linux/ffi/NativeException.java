package org.estats.linux.ffi;

/// A call into the kernel or a C library that failed: what was tried, on what, and the error.
public final class NativeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String operation;
  private final int errno;

  /// @param operation what was tried, such as `load program get`
  /// @param errno the error number, positive
  public NativeException(String operation, int errno) {
    super(operation + ": " + Errno.name(errno));
    this.operation = operation;
    this.errno = errno;
  }

  /// What was tried.
  public String operation() {
    return operation;
  }

  /// The error number, positive; see [Errno].
  public int errno() {
    return errno;
  }
}
