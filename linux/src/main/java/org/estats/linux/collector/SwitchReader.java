package org.estats.linux.collector;

/// Is told what is switched on for a connection.
public interface SwitchReader {

  /// @param cookie the cookie of its socket
  /// @param on its switches, as a mask of [org.estats.catalogue.Switch#bit()]
  void accept(long cookie, int on);
}
