/// The kernel-resident collector and the `sock_diag` fallback.
module org.estats.linux {
  requires transitive org.estats.core;

  exports org.estats.linux;
  exports org.estats.linux.collector;
  exports org.estats.linux.proc;
  exports org.estats.linux.provenance;
  exports org.estats.linux.diag;
  exports org.estats.linux.terminal;
  exports org.estats.linux.ffi to
      org.estats.lab,
      org.estats.server,
      org.estats.bench;

  provides org.estats.EstatsSource with
      org.estats.linux.LinuxSource;
}
