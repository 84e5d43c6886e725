package io.github.tfestimator.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest intact checkpoint of a model directory.
 *
 * @param checkpoint the checkpoint
 * @param skipped the damaged ones that come before it, newest first
 */
record LatestIntactCheckpoint(CheckpointReader checkpoint, List<Path> skipped) {

  /** Looks for it, with a warning in the log if it isn't the newest of all. */
  static Optional<LatestIntactCheckpoint> in(Path modelDir) {
    Optional<CheckpointState> state = CheckpointState.read(modelDir);
    try {
      return state.map(names -> of(names.newestFirst()));
    } catch (CheckpointException e) {
      // A training beside may have deleted them meanwhile, for newer ones.
      if (CheckpointState.read(modelDir).equals(state)) {
        throw e;
      }
      return in(modelDir);
    }
  }

  private static LatestIntactCheckpoint of(List<Path> newestFirst) {
    List<CheckpointException> damages = new ArrayList<>();
    for (Path prefix : newestFirst) {
      try {
        CheckpointReader intact = CheckpointReader.open(prefix);
        if (!damages.isEmpty()) {
          Log.TENSORFLOW.warn(
              "{} Taking {} instead{}.",
              damages.get(0).getMessage(),
              prefix,
              lost(prefix, newestFirst.get(0)));
        }
        return new LatestIntactCheckpoint(intact, newestFirst.subList(0, damages.size()));
      } catch (CheckpointException e) {
        damages.add(e);
      }
    }
    if (damages.size() == 1) {
      throw damages.get(0);
    }
    throw new CheckpointException(
        "%s None of the %d checkpoints before it is intact either; train anew in another model directory."
            .formatted(damages.get(0).getMessage(), damages.size() - 1),
        damages.get(0));
  }

  /** By their names, for the newer one can't be opened. */
  private static String lost(Path taken, Path newest) {
    try {
      long steps = stepIn(newest) - stepIn(taken);
      return steps > 0 ? ": " + steps + " steps are lost" : "";
    } catch (NumberFormatException e) {
      return "";
    }
  }

  private static long stepIn(Path prefix) {
    String name = String.valueOf(prefix.getFileName()); // None of a damaged state's "/".
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }
}
