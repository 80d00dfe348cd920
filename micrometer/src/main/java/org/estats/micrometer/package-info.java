/// A program's own connections as meters: [TcpMetrics][org.estats.micrometer.TcpMetrics] binds them
/// to a registry.
package org.estats.micrometer;
