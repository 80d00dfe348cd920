package org.estats.win32;

import java.util.stream.Stream;

/// The three buffers of a Get.
///
/// @param rw takes the switches
/// @param ros takes what is static
/// @param rod takes what is dynamic
record Parts(Buffer rw, Buffer ros, Buffer rod) {

  /// The three, in their order.
  Stream<Buffer> all() {
    return Stream.of(rw, ros, rod);
  }
}
