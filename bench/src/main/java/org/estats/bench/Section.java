package org.estats.bench;

import java.io.IOException;
import java.util.Optional;

/// A part of the table that can be asked for by name.
interface Section {
  /// What it is asked for by.
  String name();

  /// One line on what it measures.
  String about();

  /// Measures, and leaves nothing switched on.
  ///
  /// @param floor the C program; empty where there is no compiler, which the table says already
  void measure(Plan plan, Optional<Floor> floor, Report report) throws IOException;
}
