/// Windows' own extended statistics, through `iphlpapi.dll`. Chosen by itself on Windows.
module org.estats.windows {
  requires transitive org.estats.core;

  exports org.estats.windows;

  provides org.estats.EstatsSource with
      org.estats.windows.WindowsSource;
}
