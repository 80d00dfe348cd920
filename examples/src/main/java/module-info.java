/// Small programs over the API: one in the shape of Windows' own sample, one in ten lines, one that
/// gives its connections to Micrometer, one that gives them to Flight Recorder.
module org.estats.examples {
  requires org.estats.core;
  requires org.estats.jfr;
  requires org.estats.micrometer;
  requires jdk.jfr;
}
