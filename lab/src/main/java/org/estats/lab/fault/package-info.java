/// Faults of a path, ready made: to drop, hold, duplicate or mark chosen segments, to go dark or to
/// stand still for a while, to lose in bursts, to police a rate, to shrink the path's MTU.
package org.estats.lab.fault;
