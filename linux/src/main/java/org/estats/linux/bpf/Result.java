package org.estats.linux.bpf;

/// How a request ended, by the kernel half's `enum estats_result`; the order is the same.
enum Result {
  UNTOUCHED,
  DONE,
  NOT_FOUND,
  BUSY,
  NO_MEMORY,
  DETACHED,
  OTHER_LAYOUT,
  AT_SETTLING;

  private static final Result[] ALL = values();

  static Result of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : UNTOUCHED;
  }
}
