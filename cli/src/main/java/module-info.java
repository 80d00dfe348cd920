/// The command line: what users type, what it prints, and its exit codes.
module org.estats.cli {
  requires org.estats.core;
  requires org.estats.diagnosis;
  requires org.estats.linux;
  requires org.estats.lab;
  requires org.estats.notation;
  requires static org.estats.server; // there for `serve` and `query`, which ask for it
  requires info.picocli;
  requires tools.jackson.core;

  opens org.estats.cli to
      info.picocli;
}
