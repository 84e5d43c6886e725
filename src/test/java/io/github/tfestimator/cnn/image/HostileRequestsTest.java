package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and images that can't be classified: which one and why, at no great cost. */
@Tag("medium")
class HostileRequestsTest {
  @TempDir static Path folder;
  private static SavedModelClassifier classifier;

  private final List<byte[]> files = DigitImages.files(DigitImages.images(false));

  @BeforeAll
  static void load() {
    var estimator = SmallModel.train(folder.resolve("model"));
    classifier =
        SavedModelClassifier.load(
            SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)))
                .export(estimator, folder.resolve("out")));
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void filesThatAreNoImagesAreRefused() {
    byte[] text = "seven".getBytes(StandardCharsets.UTF_8);
    assertRefused(new byte[0], " is empty; give an image file");
    assertRefused(
        text,
        " is a text, \"seven\", not PNG, JPEG, GIF or BMP: give the right file, or download it again");
    assertRefused(new byte[1000], " is no image that can be read; give PNG, JPEG, GIF or BMP");
  }

  /** The header of a truncated file is whole: the model says what is wrong. */
  @Test
  void aTruncatedFileIsNamed() {
    byte[] whole = files.get(0);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    for (Ink ink : new Ink[] {Ink.LIGHT_ON_DARK, Ink.DARK_ON_LIGHT}) {
      assertThatThrownBy(() -> classifier.classifyFile(half, ink))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "the image can't be decoded: it is cut off after %d bytes; copy or download it again",
              half.length);
      assertThatThrownBy(() -> classifier.classifyFiles(List.of(whole, whole, half), ink))
          .isInstanceOf(SavedModelException.class)
          .hasMessageStartingWith("examples[2]: The SavedModel " + classifier.version());
    }
    assertThatThrownBy(() -> classifier.classifyFiles(List.of(whole, half), Ink.DETECT))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("images[1] can't be decoded");
    assertThat(classifier.classifyFile(whole, Ink.LIGHT_ON_DARK).probabilities()).hasSize(10);
  }

  @Test
  void anImageOfOtherColorsIsNamed() {
    var colors =
        new ComponentColorModel(
            new Cmyk(), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    var image =
        new BufferedImage(colors, colors.createCompatibleWritableRaster(28, 28), false, null);
    BufferedImage good = DigitImages.images(false).get(0);
    assertThatThrownBy(() -> classifier.classifyImages(List.of(good, image), Ink.LIGHT_ON_DARK))
        .isInstanceOf(DataException.class)
        .hasMessage("images[1] has 4 color channels; give a gray or RGB image");
  }

  @Test
  void aDecompressionBombIsRefusedInBoundedMemory() throws IOException {
    byte[] bomb = DecompressionBomb.png(30_000, 30_000);
    assertThat(bomb.length).isLessThan(1_000_000);
    classifier.classifyFile(files.get(0), Ink.DETECT); // The decoder's graph is made once.
    for (Ink ink : Ink.values()) {
      long before = allocated();
      assertThatThrownBy(() -> classifier.classifyFile(bomb, ink))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("the image has 30000x30000 pixels; give an image of at most");
      assertThatThrownBy(() -> classifier.classifyFiles(List.of(files.get(0), bomb), ink))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("images[1] has 30000x30000 pixels");
      assertThat(allocated() - before).isLessThan(10_000_000);
    }
  }

  /** TensorFlow's decoder takes the first frame, but unpacks all. */
  @Test
  void aGifWhoseSecondFrameIsABombIsRefused() throws IOException {
    var file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "gif", file);
    byte[] gif = file.toByteArray();
    assertThat(classifier.classifyFile(gif, Ink.LIGHT_ON_DARK).probabilities()).hasSize(10);

    // 0x4e20 is 20,000. The frame's data are missing, which its header doesn't tell.
    byte[] frame = {0x2c, 0, 0, 0, 0, 0x20, 0x4e, 0x20, 0x4e, 0, 2, 1, 0x2c, 0, 0x3b};
    byte[] bomb = Arrays.copyOf(gif, gif.length - 1 + frame.length);
    System.arraycopy(frame, 0, bomb, gif.length - 1, frame.length);
    assertThatThrownBy(() -> classifier.classifyFile(bomb, Ink.LIGHT_ON_DARK))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the image has 2 frames of up to 20000x20000 pixels; give an image of at most 20000 a"
                + " side and 25000000 in all");
  }

  private void assertRefused(byte[] file, String problem) {
    byte[] good = files.get(0);
    for (Ink ink : Ink.values()) {
      assertThatThrownBy(() -> classifier.classifyFile(file, ink))
          .isInstanceOf(DataException.class)
          .hasMessage("the image" + problem);
      assertThatThrownBy(() -> classifier.classifyFiles(List.of(good, file), ink))
          .isInstanceOf(DataException.class)
          .hasMessage("images[1]" + problem);
    }
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  /** Colors that nobody converts. */
  private static final class Cmyk extends ColorSpace {
    private static final long serialVersionUID = 1;

    Cmyk() {
      super(TYPE_CMYK, 4);
    }

    @Override
    public float[] toRGB(float[] color) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[] fromRGB(float[] rgb) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[] toCIEXYZ(float[] color) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[] fromCIEXYZ(float[] color) {
      throw new UnsupportedOperationException();
    }
  }
}
