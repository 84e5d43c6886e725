package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.Arrays;

/** Image files, decoded by TensorFlow's graph, fitted to digits and resized in color. */
public final class ImageDecodingFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final FileDecoder DIGITS = new FileDecoder(new ImageShape(28, 28, 1), true, 1);
  private static final FileDecoder COLORS = new FileDecoder(new ImageShape(8, 6, 3), false, 1);

  private ImageDecodingFuzz() {}

  /** Decodes an input twice by each graph. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("image", input);
    for (FileDecoder decoder : new FileDecoder[] {DIGITS, COLORS}) {
      Bounded.read(input, DataException.class, () -> decoder.read(file))
          .ifPresent(
              pixels -> Bounded.require(Arrays.equals(pixels, decoder.read(file)), "Other pixels"));
    }
  }
}
