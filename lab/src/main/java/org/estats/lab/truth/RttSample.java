package org.estats.lab.truth;

/// A round-trip time, told from a packet and the ACK that answers it.
///
/// @param row the row of the ACK in the log
/// @param micros how long it took, as seen on the link next to the host
/// @param isByTimestamp whether the kernel can only have known it by a timestamp, in milliseconds
public record RttSample(int row, long micros, boolean isByTimestamp) {}
