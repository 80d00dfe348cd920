/// From snapshots of a connection to a verdict: the sender, the receiver or the network, of what
/// nature, why, and what to do. Pure functions that know no source and do no I/O.
module org.estats.diagnosis {
  requires transitive org.estats.core;

  exports org.estats.diagnosis;
}
