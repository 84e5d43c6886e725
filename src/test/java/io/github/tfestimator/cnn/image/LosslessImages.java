package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.encode;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Image files of every lossless kind, each with the pixels that it was made of. */
final class LosslessImages {
  private static final int WIDTH = 61;
  private static final int HEIGHT = 47;

  /**
   * A file.
   *
   * @param name what kind it is of
   * @param content its bytes
   * @param image its pixels as they should be decoded
   */
  record Image(String name, byte[] content, BufferedImage image) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Image> all = new ArrayList<>();

  private LosslessImages() {}

  static List<Image> all() throws IOException {
    var images = new LosslessImages();
    IntStream.of(1, 2, 4, 8, 16).forEach(images::grayPng);
    IntStream.of(8, 16).forEach(images::colorPng);
    IntStream.of(1, 2, 4, 8).forEach(images::palettePng);
    images.interlaced();
    images.gif();
    images.bmp();
    return images.all;
  }

  private void grayPng(int bits) {
    IntBinaryOperator sample = (x, y) -> sample(x, y, 0, bits);
    IntBinaryOperator shown = (x, y) -> eightBits(sample.applyAsInt(x, y), bits);
    IntBinaryOperator color = (x, y) -> argb(255, shown.applyAsInt(x, y));
    png("gray", bits, RawPng.GRAY, (x, y, c) -> sample.applyAsInt(x, y), color);

    int hidden = sample.applyAsInt(5, 5);
    byte[] transparency = chunk("tRNS", hidden >> 8, hidden);
    png(
        "gray of which one is transparent",
        bits,
        RawPng.GRAY,
        (x, y, c) -> sample.applyAsInt(x, y),
        (x, y) -> sample.applyAsInt(x, y) == hidden ? 0 : color.applyAsInt(x, y),
        transparency);
    if (bits >= 8) {
      png(
          "gray and alpha",
          bits,
          RawPng.GRAY_ALPHA,
          (x, y, c) -> sample(x, y, 3 * c, bits),
          (x, y) -> argb(noise(x, y, 3), shown.applyAsInt(x, y)));
    }
  }

  private void colorPng(int bits) {
    RawPng.Samples samples = (x, y, c) -> sample(x, y, c, bits);
    png("RGB", bits, RawPng.RGB, samples, LosslessImages::opaque);
    png("RGBA", bits, RawPng.RGB_ALPHA, samples, LosslessImages::translucent);
    int[] hidden = IntStream.range(0, 3).map(c -> samples.at(5, 5, c)).toArray();
    int[] bytes = IntStream.of(hidden).flatMap(v -> IntStream.of(v >> 8, v)).toArray();
    png(
        "RGB of which one is transparent",
        bits,
        RawPng.RGB,
        samples,
        (x, y) ->
            IntStream.range(0, 3).allMatch(c -> samples.at(x, y, c) == hidden[c])
                ? 0
                : opaque(x, y),
        chunk("tRNS", bytes));
  }

  private void palettePng(int bits) {
    int[] colors = palette(1 << bits);
    byte[] chunk =
        chunk(
            "PLTE", IntStream.of(colors).flatMap(c -> IntStream.of(c >> 16, c >> 8, c)).toArray());
    IntBinaryOperator index = (x, y) -> sample(x, y, 0, bits);
    RawPng.Samples samples = (x, y, c) -> index.applyAsInt(x, y);
    png("palette", bits, RawPng.PALETTE, samples, (x, y) -> colors[index.applyAsInt(x, y)], chunk);
    // Opacity of the first colors; the others are opaque.
    int[] opacity = {0, 100};
    png(
        "palette with opacity",
        bits,
        RawPng.PALETTE,
        samples,
        (x, y) -> {
          int i = index.applyAsInt(x, y);
          return i < 2 ? opacity[i] << 24 | colors[i] & 0xffffff : colors[i];
        },
        chunk,
        chunk("tRNS", opacity));
  }

  private void interlaced() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR}) {
      BufferedImage image =
          type == BufferedImage.TYPE_3BYTE_BGR
              ? image(type, LosslessImages::opaque)
              : image(type, LosslessImages::translucent);
      all.add(new Image("PNG interlaced, type " + type, progressive(image, "png"), image));
    }
  }

  private void gif() throws IOException {
    BufferedImage image = indexed(palette(200));
    all.add(new Image("GIF", encode(image, "gif"), image));
    all.add(new Image("GIF interlaced", progressive(image, "gif"), image));
    var out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      writer.writeToSequence(new IIOImage(image, null, null), null);
      writer.writeToSequence(new IIOImage(indexed(palette(7)), null, null), null);
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    all.add(new Image("GIF animated", out.toByteArray(), image));
  }

  private void bmp() {
    bmp("24 bits", HEIGHT, 24, RawBmp.PLAIN);
    bmp("24 bits, from the top", -HEIGHT, 24, RawBmp.PLAIN);
    bmp("32 bits, with an unused byte", HEIGHT, 32, RawBmp.PLAIN);
    bmp("32 bits, with masks", HEIGHT, 32, RawBmp.MASKS, 0xff0000, 0xff00, 0xff);
    int[] colors = palette(90);
    byte[] file = RawBmp.of(WIDTH, HEIGHT, 8, RawBmp.PLAIN, colors, (x, y) -> noise(x, y, 0) % 90);
    all.add(new Image("BMP with a palette", file, indexed(colors)));
  }

  private void bmp(String name, int height, int bits, int compression, int... masks) {
    byte[] file =
        RawBmp.of(WIDTH, height, bits, compression, masks, (x, y) -> translucent(x, y) & 0xffffff);
    all.add(new Image("BMP of " + name, file, image(LosslessImages::opaque)));
  }

  private void png(
      String name,
      int bits,
      int kind,
      RawPng.Samples samples,
      IntBinaryOperator argb,
      byte[]... chunks) {
    byte[] file = RawPng.of(WIDTH, HEIGHT, bits, kind, samples, chunks);
    all.add(new Image("PNG %s, %d bits".formatted(name, bits), file, image(argb)));
  }

  private static byte[] chunk(String name, int... values) {
    byte[] content = new byte[values.length];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) values[i];
    }
    return RawPng.chunk(name, content);
  }

  static byte[] progressive(BufferedImage image, String format) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static BufferedImage image(IntBinaryOperator argb) {
    return image(BufferedImage.TYPE_INT_ARGB, argb);
  }

  private static BufferedImage image(int type, IntBinaryOperator argb) {
    var image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, argb.applyAsInt(x, y));
      }
    }
    return image;
  }

  private static BufferedImage indexed(int[] colors) {
    var model = new IndexColorModel(8, colors.length, colors, 0, false, -1, 0);
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, model);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.getRaster().setSample(x, y, 0, noise(x, y, 0) % colors.length);
      }
    }
    return image;
  }

  private static int[] palette(int size) {
    return IntStream.range(0, size).map(i -> opaque(i * 7, i * 3)).toArray();
  }

  private static int opaque(int x, int y) {
    return 0xff000000 | translucent(x, y);
  }

  private static int translucent(int x, int y) {
    return noise(x, y, 3) << 24 | noise(x, y, 0) << 16 | noise(x, y, 1) << 8 | noise(x, y, 2);
  }

  private static int argb(int alpha, int gray) {
    return alpha << 24 | gray * 0x010101;
  }

  private static int sample(int x, int y, int channel, int bits) {
    int eight = noise(x, y, channel);
    return bits == 16 ? eight << 8 | noise(x, y, 4) : eight >> (8 - bits);
  }

  private static int eightBits(int sample, int bits) {
    return bits == 16 ? sample >> 8 : sample * 255 / ((1 << bits) - 1);
  }

  private static int noise(int x, int y, int channel) {
    return Arrays.hashCode(new int[] {x, y, channel}) * 0x9e3779b9 >>> 24;
  }
}
