package io.github.tfestimator.checkpoint;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.io.IOException;
import java.util.HashSet;

/** The file {@code checkpoint} of a model directory. */
public final class CheckpointStateFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private CheckpointStateFuzz() {}

  /** Reads an input as the file, and writes what was read. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FOLDER.write("checkpoint", input);
    var state =
        Bounded.read(
            input, CheckpointException.class, () -> CheckpointState.read(FOLDER.path()).get());
    if (state.isPresent()) {
      var order = state.get().newestFirst();
      var expected = new HashSet<>(state.get().all());
      expected.add(state.get().newest());
      Bounded.require(order.get(0).equals(state.get().newest()), "The newest isn't the first");
      Bounded.require(new HashSet<>(order).equals(expected), "A checkpoint is lost");
    }
  }
}
