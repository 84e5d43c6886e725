package io.github.tfestimator.cnn.report;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.util.List;

/** Event files, read for a report's curves. No event file is refused. */
public final class EventsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private EventsFuzz() {}

  /** Reads an input as an event file with fitting checksums. */
  public static void fuzzerTestOneInput(byte[] input) {
    byte[] file = Checksums.ofRecords(input);
    FOLDER.write("events.out.tfevents.1.host", file);
    Bounded.read(
        file,
        ReportException.class,
        () -> {
          var history = new RunHistory(TrainingEvents.read(FOLDER.path()), List.of());
          history.losses();
          history.shares();
          return history.speeds();
        });
  }
}
