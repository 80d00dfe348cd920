/// Two hosts joined by an emulated path, on one machine: real sockets, real kernels, and the truth
/// about every packet.
module org.estats.lab {
  requires transitive org.estats.core;
  requires transitive org.estats.diagnosis;
  requires org.estats.linux;

  exports org.estats.lab;
  exports org.estats.lab.fault;
  exports org.estats.lab.ground;
  exports org.estats.lab.scenario;
  exports org.estats.lab.truth;
}
