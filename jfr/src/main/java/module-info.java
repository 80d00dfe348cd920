/// Flight Recorder events of a program's own TCP connections: one a connection and period, with an
/// event for each group of statistics beside it.
module org.estats.jfr {
  requires transitive org.estats.core;
  requires jdk.jfr;

  exports org.estats.jfr;
}
