/// The catalogue of extended statistics, the identity of a connection, filters over connections,
/// the interface a source of statistics implements, and the API that programs call.
module org.estats.core {
  exports org.estats;
  exports org.estats.catalogue;
  exports org.estats.filter;
  exports org.estats.table;
  exports org.estats.win32;

  uses org.estats.EstatsSource;
}
