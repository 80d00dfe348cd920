/// Small programs over the API: one in the shape of Windows' own sample, one in ten lines.
module org.estats.examples {
  requires org.estats.core;
}
