package org.estats.win32;

/// A caller's memory went away during the call: closed by another thread, or a file mapped there
/// was cut short.
final class UnusableMemory extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// Keeps the cause for the log and takes no stack trace: it becomes a code.
  UnusableMemory(Throwable cause) {
    super("memory of the caller cannot be used: " + cause.getMessage(), cause, false, false);
  }
}
