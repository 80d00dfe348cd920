/// Measurements of Estats beside their floors. Compiled as a module, so that it stays in its place
/// in the picture; run on the class path, because JMH starts its virtual machines that way.
module org.estats.bench {
  requires org.estats.core;
  requires org.estats.linux;
  requires org.estats.lab;
  requires jmh.core;
}
