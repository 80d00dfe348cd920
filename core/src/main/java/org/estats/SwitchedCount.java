package org.estats;

import java.util.ArrayList;
import java.util.List;

/// Adds up what comes of switching one connection after the other. For one thread.
public final class SwitchedCount {

  private final List<EstatsException> gone = new ArrayList<>();
  private final List<EstatsException> failed = new ArrayList<>();
  private int changed;
  private int unchanged;

  /// Nothing has been switched yet.
  public SwitchedCount() {}

  /// One was switched.
  ///
  /// @param wasAsAsked whether it stood as asked already
  public void done(boolean wasAsAsked) {
    if (wasAsAsked) {
      unchanged++;
    } else {
      changed++;
    }
  }

  /// One was not.
  ///
  /// @throws EstatsException the same, if the next would fare no better
  public void failed(EstatsException e) {
    switch (e.kind()) {
      case NOT_FOUND -> gone.add(e);
      case BUSY, FAILED -> {
        if (failed.stream().anyMatch(f -> f.getMessage().equals(e.getMessage()))) {
          throw e; // word for word as of another connection, so it is of none in particular
        }
        failed.add(e);
      }
      case ACCESS_DENIED, NOT_SUPPORTED, INVALID -> throw e;
    }
  }

  /// The sum.
  public Switched sum() {
    return new Switched(changed, unchanged, gone, failed);
  }
}
