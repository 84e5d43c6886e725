package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and scans of files that Java's encoders write, and of files that end anywhere. */
class ImageStructureTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void framesOfAGifAreCounted(int frames) throws IOException {
    byte[] gif = gif(frames, 30, 20);
    assertThat(ImageStructure.gifFrames(gif).pixels()).isEqualTo(frames * 600L);
    assertThat(ImageStructure.jpegScans(gif)).isZero();
  }

  @Test
  void theFramesCountAndNotTheScreen() throws IOException {
    byte[] gif = gif(2, 30, 20);
    Arrays.fill(gif, 6, 10, (byte) 0);
    gif[6] = 1;
    gif[8] = 1;
    assertThat(ImageStructure.gifFrames(gif).pixels()).isEqualTo(1_200);
  }

  @Test
  void scansOfAJpegAreCounted() throws IOException {
    byte[] plain = jpeg(false);
    byte[] progressive = jpeg(true);
    assertThat(ImageStructure.jpegScans(plain)).isEqualTo(1);
    int scans = ImageStructure.jpegScans(progressive);
    assertThat(scans).isBetween(6, 12);
    int last = lastScan(progressive);
    var repeated = new ByteArrayOutputStream();
    repeated.write(progressive, 0, progressive.length - 2);
    for (int i = 0; i < 200; i++) {
      repeated.write(progressive, last, progressive.length - 2 - last);
    }
    assertThat(ImageStructure.jpegScans(repeated.toByteArray())).isEqualTo(scans + 200);
    assertThat(ImageStructure.gifFrames(progressive).pixels()).isZero();
    // As decoders do, past bytes that fill up, restarts and garbage between segments.
    byte[] between = {(byte) 0xff, (byte) 0xff, (byte) 0xd3, (byte) 0xff, 1, 7, 0};
    var spaced = new ByteArrayOutputStream();
    spaced.write(progressive, 0, last);
    spaced.writeBytes(between);
    spaced.write(progressive, last, progressive.length - last);
    assertThat(ImageStructure.jpegScans(spaced.toByteArray())).isEqualTo(scans);
  }

  private static int lastScan(byte[] jpeg) {
    for (int i = jpeg.length - 2; ; i--) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
        return i;
      }
    }
  }

  @Test
  void aFileMayEndAnywhere() throws IOException {
    for (byte[] file : new byte[][] {gif(2, 3, 2), jpeg(true)}) {
      long pixels = 0;
      int scans = 0;
      for (int length = 0; length <= file.length; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThat(ImageStructure.gifFrames(cut).pixels()).isGreaterThanOrEqualTo(pixels);
        assertThat(ImageStructure.jpegScans(cut)).isGreaterThanOrEqualTo(scans);
        pixels = ImageStructure.gifFrames(cut).pixels();
        scans = ImageStructure.jpegScans(cut);
      }
    }
  }

  private static byte[] gif(int frames, int width, int height) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    var out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames; i++) {
        writer.writeToSequence(new IIOImage(image, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static byte[] jpeg(boolean isProgressive) throws IOException {
    var image = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
    var out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        isProgressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
