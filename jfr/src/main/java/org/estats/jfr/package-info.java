/// A program's own connections in Flight Recorder: [TcpEvents][org.estats.jfr.TcpEvents] turns them
/// on.
package org.estats.jfr;
