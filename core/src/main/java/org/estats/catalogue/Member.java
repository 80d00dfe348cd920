package org.estats.catalogue;

import java.util.Optional;

/// One member of one group: the row of the catalogue from which names, units, OIDs, JSON keys,
/// metric names, SQL columns and documents are made.
public sealed interface Member
    permits SynOptsMember,
        DataMember,
        SndCongMember,
        PathMember,
        SendBuffMember,
        RecMember,
        ObsRecMember,
        BandwidthMember,
        FineRttMember {

  /// The group the member belongs to.
  Group group();

  /// The constant's name, such as `FAST_RETRAN`.
  String name();

  /// The position within the group, in the order of the Win32 structure.
  int ordinal();

  /// Kind, unit, width and object of RFC 4898 in one.
  Shape columns();

  /// How the member behaves in time.
  default Kind kind() {
    return columns().kind();
  }

  /// The unit in which it is shown.
  default Unit unit() {
    return columns().unit();
  }

  /// The width in the Win32 structure.
  default Width width() {
    return columns().width();
  }

  /// Which of the group's Win32 structures holds it.
  default Part part() {
    return Part.ROD;
  }

  /// The object of RFC 4898 it carries; empty where the RFC has none.
  default Optional<RfcObject> rfc() {
    return columns().rfc();
  }

  /// What it means, in a sentence or two.
  String definition();

  /// The switch that must be on for it to be collected; empty for SynOpts.
  default Optional<Switch> collectedBy() {
    return group().switches().stream().findFirst();
  }

  /// The name in JSON, SQL and documents: `FastRetran` for `FAST_RETRAN`.
  default String estatsName() {
    return Catalogue.estatsName(this);
  }

  /// Group and name: `Path.FastRetran`.
  default String qualifiedName() {
    return Catalogue.qualifiedName(this);
  }

  /// The member's place in [Catalogue#members()]. Each enum works it out by itself: it is asked for
  /// at every number, and asking an interface for group and place takes three times as long.
  int index();
}
