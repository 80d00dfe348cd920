package org.estats.bench;

/// The floor of every command: a program that does nothing.
final class EmptyMain {
  private EmptyMain() {}

  /// Does nothing.
  public static void main(String[] args) {
    // the start of the virtual machine is what is measured
  }
}
