/// Two hosts joined by an emulated path: a place to try what TCP does, with the truth at hand.
///
/// A [Lab][org.estats.lab.Lab] is two [hosts][org.estats.lab.Host], each a network namespace
/// without a name, and a [link][org.estats.lab.Link] between their TUN devices that is written
/// here, in user space: it knows every packet, when it came, what became of it and when it left.
///
/// ```text
///     client, 10.77.0.1, fd77::1                                  server, 10.77.0.2, fd77::2
///   +----------------------------+                              +----------------------------+
///   | sockets - kernel's TCP/IP  |                              | sockets - kernel's TCP/IP  |
///   |                      lab0  |                              |  lab0                      |
///   +------------------------|---+                              +---|------------------------+
///                            |    yours, loss, bottleneck+queue,    |
///                            +---- delay+jitter, yours -------------+
///                            |                                      |
///                         rows of the client     PacketLog     rows of the server
/// ```
///
/// - [LinkOptions][org.estats.lab.LinkOptions] and
///   [DirectionOptions][org.estats.lab.DirectionOptions] say what the path is like; an
///   [Impairment][org.estats.lab.Impairment] does anything else.
/// - [Transfer][org.estats.lab.Transfer] sends data over real sockets.
/// - [PacketLog][org.estats.lab.PacketLog] holds every TCP packet as each host sent and received
///   it; [FlowTruth][org.estats.lab.truth.FlowTruth] counts in it what one end of a connection has
///   done. Both read packets and nothing else, so they can stand against any statistics of a
///   kernel.
///
/// **What is the same in every run:** with the same seed, which packets are lost and by how much
/// each is jittered, by the packet's number. What the hosts send in what order is up to their
/// kernels and to how quickly this machine runs them.
///
/// **How exact it is,** on 2 cores of a virtual machine: 99 of 100 packets leave within 0.2 ms of
/// when they are due, at up to 500 Mbit/s; a pause of the JVM or of the machine makes the packets
/// of that moment late. [LinkCounters][org.estats.lab.LinkCounters] counts what was more than 0.5
/// ms late, so that a run can be judged. A link without a rate is as fast as the machine and keeps
/// no time when it is busy. The rate counts IP packets, not frames.
///
/// **Limits:** one IP path, two hosts, no fragments in the log, packets of up to 64 KB, no
/// offloads: what is sent is one segment a packet, as on a wire.
package org.estats.lab;
