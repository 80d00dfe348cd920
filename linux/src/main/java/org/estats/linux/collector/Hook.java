package org.estats.linux.collector;

import java.util.Optional;

/// A place in the kernel where events are counted.
///
/// @param name the hook, such as `on_tcp_probe`
/// @param isAttached whether it is attached
/// @param runs how often it has run while run-time statistics were enabled; empty if not known
/// @param skipped how often the kernel skipped it because it was running on that processor already;
///   empty if not known
public record Hook(String name, boolean isAttached, Optional<Long> runs, Optional<Long> skipped) {}
