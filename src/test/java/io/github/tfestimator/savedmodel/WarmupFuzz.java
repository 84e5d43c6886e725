package io.github.tfestimator.savedmodel;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The file of warm-up requests of a SavedModel. */
public final class WarmupFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private WarmupFuzz() {}

  /** Reads an input as the file with fitting checksums, and as a record of one. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    read(Checksums.ofRecords(input));
    Optional<List<WarmupRequest>> requests = read(TfRecords.of(List.of(input)));
    if (requests.isPresent()) {
      for (WarmupRequest request : requests.get()) {
        WarmupRequest again = PredictionLog.decode(PredictionLog.encode(request)).orElseThrow();
        Bounded.require(again.equals(request), "It is written otherwise");
      }
    }
  }

  private static Optional<List<WarmupRequest>> read(byte[] file) {
    FOLDER.write("assets.extra/tf_serving_warmup_requests", file);
    return Bounded.read(file, IOException.class, () -> WarmupRequests.read(FOLDER.path()));
  }
}
