/// What the kernel tells anyone, without privilege, about the TCP sockets of a network namespace:
/// `sock_diag` by hand, and the statistics that `tcp_info` truly has.
package org.estats.linux.diag;
