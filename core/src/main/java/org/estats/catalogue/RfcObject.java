package org.estats.catalogue;

/// An object of the TCP-ESTATS-MIB (RFC 4898).
///
/// @param name the descriptor, such as `tcpEStatsPerfSegsRetrans`
/// @param oid the full object identifier of the column, such as `1.3.6.1.2.1.156.1.1.3.1.3`
public record RfcObject(String name, String oid) {}
