/// A Micrometer binder: what a program's own TCP connections count, by service port.
module org.estats.micrometer {
  requires transitive org.estats.core;
  requires transitive micrometer.core;

  exports org.estats.micrometer;
}
