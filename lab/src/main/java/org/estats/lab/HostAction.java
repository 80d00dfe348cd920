package org.estats.lab;

/// Something to be done in the namespace of a [Host].
///
/// @param <T> what comes of it
/// @param <X> how it may fail
@FunctionalInterface
public interface HostAction<T, X extends Exception> {

  /// Does it.
  T call() throws X;
}
