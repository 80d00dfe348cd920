package org.estats.catalogue;

import java.util.Optional;

/// The columns of the catalogue besides name and definition, so that the enums read as tables.
///
/// @param kind how the member behaves in time
/// @param unit the unit in which it is shown
/// @param width the width in the Win32 structure
/// @param rfc the object of RFC 4898 it carries; empty where the RFC has none
public record Shape(Kind kind, Unit unit, Width width, Optional<RfcObject> rfc) {

  /// The object identifier of the TCP-ESTATS-MIB, to which an object's place in it is appended.
  private static final String MIB = "1.3.6.1.2.1.156.";

  /// A member that RFC 4898 has as well, under this descriptor and at this place in the MIB.
  static Shape shape(Kind kind, Unit unit, Width width, String rfcName, String rfcPlace) {
    return new Shape(kind, unit, width, Optional.of(new RfcObject(rfcName, MIB + rfcPlace)));
  }

  /// A member that RFC 4898 lacks.
  static Shape shape(Kind kind, Unit unit, Width width) {
    return new Shape(kind, unit, width, Optional.empty());
  }
}
