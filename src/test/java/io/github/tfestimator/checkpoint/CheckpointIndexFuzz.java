package io.github.tfestimator.checkpoint;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.file.Path;

/** The index of a checkpoint, whose values are a file of some bytes. */
public final class CheckpointIndexFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final Path PREFIX = FOLDER.path().resolve("model.ckpt-1");

  static {
    byte[] values = new byte[512];
    FOLDER.write("model.ckpt-1.data-00000-of-00001", values);
    FOLDER.write("model.ckpt-1.data-00000-of-00002", values);
    FOLDER.write("model.ckpt-1.data-00001-of-00002", values);
  }

  private CheckpointIndexFuzz() {}

  /** Reads an input as an index, as it is and with fitting checksums. */
  public static void fuzzerTestOneInput(byte[] input) {
    read(input);
    read(Checksums.ofTable(input));
  }

  private static void read(byte[] index) {
    FOLDER.write("model.ckpt-1.index", index);
    Bounded.read(index, CheckpointException.class, () -> BundleIndex.read(PREFIX))
        .ifPresent(read -> Bounded.read(index, CheckpointException.class, () -> use(index)));
  }

  private static Object use(byte[] index) {
    CheckpointReader reader = CheckpointReader.open(PREFIX);
    CheckpointValues.require(index, reader);
    return reader;
  }
}
