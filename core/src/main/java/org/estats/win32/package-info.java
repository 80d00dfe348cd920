/// Windows' API of TCP extended statistics, call for call and byte for byte: `iphlpapi.h`,
/// `tcpestats.h`, `tcpmib.h`. Names are those of the headers, so that a program written for them
/// can be carried over line by line.
package org.estats.win32;
