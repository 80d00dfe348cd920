/// How readings, verdicts and times are written for programs, and read back: the same by the
/// command line and by the daemon.
module org.estats.notation {
  requires transitive org.estats.core;
  requires transitive org.estats.diagnosis;
  requires transitive tools.jackson.core;

  exports org.estats.notation;
}
