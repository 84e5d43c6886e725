package io.github.tfestimator.io;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.NaiveImages;
import io.github.tfestimator.fuzz.NaiveImages.Frame;
import io.github.tfestimator.io.ImageStructure.Frames;
import java.util.List;
import java.util.Optional;

/** The frames of a GIF and the scans of a JPEG. No file is refused. */
public final class ImageStructureFuzz {
  private ImageStructureFuzz() {}

  /** Counts an input's frames and scans, which a reader from byte to byte counts too. */
  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Frames> frames =
        Bounded.read(input, IllegalStateException.class, () -> ImageStructure.gifFrames(input));
    Bounded.require(frames.isPresent(), "A refusal");
    List<Frame> expected = isGif(input) ? NaiveImages.gifFrames(input) : List.of();
    Bounded.require(frames.get().count() == expected.size(), "Another number of frames");
    int width = expected.stream().mapToInt(Frame::width).max().orElse(0);
    int height = expected.stream().mapToInt(Frame::height).max().orElse(0);
    Bounded.require(frames.get().width() == width, "Another width of the widest frame");
    Bounded.require(frames.get().height() == height, "Another height of the highest frame");
    Bounded.require(
        frames.get().pixels() == expected.stream().mapToLong(frame -> (long) width * height).sum(),
        "Other pixels");

    Optional<Integer> scans =
        Bounded.read(input, IllegalStateException.class, () -> ImageStructure.jpegScans(input));
    int expectedScans = isJpeg(input) ? NaiveImages.jpegScans(input) : 0;
    Bounded.require(scans.equals(Optional.of(expectedScans)), "Another number of scans");
  }

  private static boolean isGif(byte[] input) {
    return input.length >= 3 && input[0] == 'G' && input[1] == 'I' && input[2] == 'F';
  }

  private static boolean isJpeg(byte[] input) {
    return input.length >= 2 && input[0] == -1 && input[1] == (byte) 0xd8;
  }
}
