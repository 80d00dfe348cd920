/// The daemon: samples every connection, judges them, keeps what has become of them, and answers a
/// page, an API and Prometheus.
module org.estats.server {
  requires org.estats.core;
  requires org.estats.diagnosis;
  requires org.estats.linux;

  exports org.estats.server;
}
