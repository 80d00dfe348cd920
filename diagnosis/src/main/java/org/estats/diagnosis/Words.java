package org.estats.diagnosis;

import java.util.function.Supplier;

/// What a diagnosis says, each part worked out when it is asked for.
///
/// @param summary what limits, in a sentence
/// @param advice what to do
/// @param wouldChange what would have to be seen for another verdict
record Words(Supplier<String> summary, Supplier<String> advice, Supplier<String> wouldChange) {

  Words {
    summary = Once.of(summary);
    advice = Once.of(advice);
    wouldChange = Once.of(wouldChange);
  }
}
