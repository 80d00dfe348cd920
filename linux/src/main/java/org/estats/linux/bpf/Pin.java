package org.estats.linux.bpf;

/// What is pinned for each generation, by file name. A dot in a name is not allowed in a bpffs.
enum Pin {
  GET("get", Kind.PROGRAM, Audience.READERS),
  SET("set", Kind.PROGRAM, Audience.ADMINS),
  CHOOSE("choose", Kind.PROGRAM, Audience.READERS),
  ALL("all", Kind.ITERATOR, Audience.READERS),
  ON("on", Kind.ITERATOR, Audience.READERS),
  SETTLE("settle", Kind.ITERATOR, Audience.ADMINS),
  HOLDERS("holders", Kind.ITERATOR, Audience.ROOT),
  CONTROL("control", Kind.MAP, Audience.ROOT),
  ELEMENTS("elements", Kind.MAP, Audience.ROOT),
  RULES("rules", Kind.MAP, Audience.ROOT),
  BIRTHS("births", Kind.MAP, Audience.ROOT),
  CLOSED("closed", Kind.RECORDS, Audience.READERS),
  ON_TCP_PROBE("on_tcp_probe", Kind.TRACEPOINT, Audience.ROOT),
  ON_TCP_CONG_STATE("on_tcp_cong_state", Kind.TRACEPOINT, Audience.ROOT),
  ON_TCP_READ("on_tcp_read", Kind.TRACEPOINT, Audience.ROOT),
  ON_STATE("on_state", Kind.TRACEPOINT, Audience.ROOT),
  ON_DESTROY("on_destroy", Kind.TRACEPOINT, Audience.ROOT),
  ON_SOCK_OPS("on_sock_ops", Kind.SOCK_OPS, Audience.ROOT);

  /// What kind of thing it is.
  enum Kind {
    PROGRAM,
    MAP,
    /// A map that readers look into by themselves.
    RECORDS,
    /// A link that is read like a file.
    ITERATOR,
    /// A program that counts, with a link beside it while it is attached.
    TRACEPOINT,
    SOCK_OPS
  }

  /// Who may use it. The kernel checks the mode of a pin and nothing else.
  enum Audience {
    READERS,
    ADMINS,
    ROOT
  }

  private static final String LINK_SUFFIX = "_link";

  private final String fileName;
  private final Kind kind;
  private final Audience audience;

  Pin(String fileName, Kind kind, Audience audience) {
    this.fileName = fileName;
    this.kind = kind;
    this.audience = audience;
  }

  String fileName() {
    return fileName;
  }

  /// The file of the link by which a hook is attached.
  String linkName() {
    return fileName + LINK_SUFFIX;
  }

  Kind kind() {
    return kind;
  }

  Audience audience() {
    return audience;
  }

  /// Whether it is a map.
  boolean isMap() {
    return kind == Kind.MAP || kind == Kind.RECORDS;
  }

  /// Whether it is a hook, which can be attached and detached.
  boolean isHook() {
    return kind == Kind.TRACEPOINT || kind == Kind.SOCK_OPS;
  }

  /// Whether it is the hook at each read of an application, which is attached only while Rec is on
  /// somewhere: it would cost every read of every socket on this machine.
  boolean isHookOfReads() {
    return this == ON_TCP_READ;
  }

  /// Where the generation in use has it.
  String currentPath() {
    return Generation.CURRENT + "/" + fileName;
  }
}
