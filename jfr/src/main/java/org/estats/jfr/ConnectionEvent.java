package org.estats.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/// A connection of this program at one look. Its period is that of the events of the groups too.
@Name("estats.Connection")
@Label("TCP Connection")
@Category({"Estats", "TCP"})
@Description("A TCP connection of this program; the groups' events have the same connection")
@Period("10 s")
@StackTrace(false)
final class ConnectionEvent extends Event {

  @Label("Connection")
  @Description("local address and port, remote address and port")
  String connection;

  @Label("State")
  String state;

  @Label("Accepted")
  @Description("Whether it came in at a listener of this program")
  boolean accepted;

  @Label("Service Port")
  @Description("The listener's port, or the port that was called")
  int servicePort;

  @Label("Groups On")
  @Description("What is switched on; empty where there is no more than the system itself keeps")
  String on;

  @Label("Ended")
  @Description("How it ended; empty while it lives")
  String ended;
}
