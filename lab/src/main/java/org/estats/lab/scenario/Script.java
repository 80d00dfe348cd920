package org.estats.lab.scenario;

import java.io.IOException;

/// What happens in a scenario.
@FunctionalInterface
interface Script {

  /// Plays it. When it returns, all data is acknowledged, unless that is the point.
  void play(Stage stage) throws IOException, InterruptedException;
}
