package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * GIFs of several frames. TensorFlow's decoder unpacks all its frames, and makes the first as wide
 * as the widest and as high as the highest of them.
 */
class GifFramesTest {
  @Test
  void anOrdinaryAnimationPasses() {
    int[][] frames = new int[100][];
    Arrays.fill(frames, new int[] {300, 300});
    assertThatCode(() -> ImageHeaders.check(gif(frames), "the image")).doesNotThrowAnyException();
  }

  @Test
  void aWideFrameAndAHighOneAreRefusedTogether() {
    assertRefused(
        gif(new int[] {10_000, 1}, new int[] {1, 10_000}), "2 frames of up to 10000x10000");
  }

  @Test
  void manySmallFramesAndALargeOneAreRefused() {
    int[][] frames = new int[1_000][];
    Arrays.fill(frames, new int[] {1, 1});
    frames[500] = new int[] {1_000, 1_000};
    assertRefused(gif(frames), "1000 frames of up to 1000x1000");
  }

  @Test
  void aLaterFrameWithALongSideIsRefused() {
    assertRefused(gif(new int[] {1, 1}, new int[] {20_001, 1}), "2 frames of up to 20001x1");
    assertRefused(gif(new int[] {1, 1}, new int[] {1, 20_001}), "2 frames of up to 1x20001");
  }

  private static void assertRefused(byte[] gif, String size) {
    assertThatThrownBy(() -> ImageHeaders.check(gif, "the image"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the image has "
                + size
                + " pixels; give an image of at most"
                + " 20000 a side and 25000000 in all");
  }

  /** Frames of the widths and heights given, their data missing. */
  private static byte[] gif(int[]... frames) {
    var gif = new ByteArrayOutputStream();
    gif.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.writeBytes(sizes(frames[0]));
    gif.writeBytes(new byte[] {0, 0, 0});
    for (int[] frame : frames) {
      gif.writeBytes(new byte[] {0x2c, 0, 0, 0, 0});
      gif.writeBytes(sizes(frame));
      gif.writeBytes(new byte[] {0, 2, 1, 0x2c, 0});
    }
    gif.write(0x3b);
    return gif.toByteArray();
  }

  private static byte[] sizes(int[] frame) {
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) frame[0])
        .putShort((short) frame[1])
        .array();
  }
}
