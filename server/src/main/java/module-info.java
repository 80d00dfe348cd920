/// The daemon: samples every connection, judges them, keeps what has become of them, and answers a
/// page, an API and Prometheus.
module org.estats.server {
  requires transitive org.estats.core;
  requires org.estats.diagnosis;
  requires org.estats.linux;
  requires org.estats.notation;
  requires duckdb.jdbc;
  requires io.prometheus.metrics.core;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires java.sql;
  requires jdk.httpserver;
  requires jdk.unsupported; // signals: the JDK has no other way to hear HUP
  requires tools.jackson.core;

  exports org.estats.server;
  exports org.estats.server.query;
}
