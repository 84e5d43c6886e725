package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

class ExifOrientationTest {
  private static final List<ByteOrder> ORDERS =
      List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  private static final byte[] JPEG = jpeg();

  private static final Graph GRAPH = new Graph();
  private static final Operand<TString> FILE;
  private static final Operand<TInt32> READ;
  private static final Operand<TUint8> IMAGE;
  private static final Operand<TInt32> ORIENTATION;
  private static final Operand<TUint8> TURNED;
  private static final Session SESSION;

  static {
    var tf = Ops.create(GRAPH);
    FILE = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    READ = ExifOrientation.read(tf, FILE);
    IMAGE = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, -1)));
    ORIENTATION = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    TURNED = ExifOrientation.turn(tf, IMAGE, ORIENTATION);
    SESSION = new Session(GRAPH);
  }

  @AfterAll
  static void close() {
    SESSION.close();
    GRAPH.close();
  }

  private static byte[] jpeg() {
    try {
      return ImageFiles.encode(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), "jpeg");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int read(byte[] file) {
    try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(file));
        var result = SESSION.runner().feed(FILE, fed).fetch(READ).run()) {
      return ((TInt32) result.get(0)).getInt();
    }
  }

  private static int readTiff(byte[] tiff) {
    return read(ExifBlocks.insert(JPEG, ExifBlocks.exif(tiff)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsEveryOrientationInBothByteOrders(int orientation) {
    for (ByteOrder order : ORDERS) {
      assertThat(readTiff(ExifBlocks.tiff(order, orientation))).isEqualTo(orientation);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255, 256, 0x0600, 65_535})
  void anyOtherOrientationIsUpright(int orientation) {
    for (ByteOrder order : ORDERS) {
      assertThat(readTiff(ExifBlocks.tiff(order, orientation))).isOne();
    }
  }

  @Test
  void theBlockMayFollowOtherSegments() {
    byte[] exif = ExifBlocks.exif(ExifBlocks.tiff(ByteOrder.BIG_ENDIAN, 6));
    byte[] icc = ExifBlocks.segment(0xe2, new byte[65_533]);
    byte[] xmp = ExifBlocks.segment(0xe1, "http://ns.adobe.com/xap/1.0/\0 Exif\0\0".getBytes());
    byte[] comment = ExifBlocks.segment(0xfe, new byte[0]);
    assertThat(read(ExifBlocks.insert(JPEG, icc, xmp, comment, icc, exif))).isEqualTo(6);
    byte[][] segments = new byte[17][];
    Arrays.fill(segments, comment);
    segments[16] = exif;
    assertThat(read(ExifBlocks.insert(JPEG, segments))).isEqualTo(6);
  }

  @Test
  void theBlockIsLookedForInSixteenSegments() {
    byte[][] segments = new byte[40_000][];
    Arrays.fill(segments, ExifBlocks.segment(0xfe, new byte[0]));
    segments[39_999] = ExifBlocks.exif(ExifBlocks.tiff(ByteOrder.BIG_ENDIAN, 6));
    assertThat(read(ExifBlocks.insert(JPEG, segments))).isOne();
  }

  @Test
  void filesWithoutABlockAreUpright() throws IOException {
    assertThat(read(JPEG)).isOne();
    assertThat(read(new byte[0])).isOne();
    assertThat(read(new byte[] {-1, -40, -1, -31, 0, 0})).isOne();
    var image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    assertThat(read(ImageFiles.encode(image, "png"))).isOne();
    assertThat(read(ImageFiles.encode(image, "bmp"))).isOne();
  }

  @Test
  void aTruncatedBlockIsUprightOrAsItWas() {
    for (ByteOrder order : ORDERS) {
      byte[] tiff = ExifBlocks.tiff(order, 6);
      int end = 12 + 2 + 12 + (order == ByteOrder.LITTLE_ENDIAN ? 9 : 10); // of the orientation
      for (int length = 0; length <= tiff.length; length++) {
        byte[] cut = Arrays.copyOf(tiff, length);
        int expected = length < end ? 1 : 6;
        assertThat(readTiff(cut)).as("%s %d", order, length).isEqualTo(expected);
        assertThat(read(Arrays.copyOf(ExifBlocks.insert(JPEG, ExifBlocks.exif(tiff)), 12 + length)))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aDamagedBlockIsUpright() {
    for (ByteOrder order : ORDERS) {
      for (int offset : new int[] {4, 61, 64, 65_535, 65_536, 65_548, 1 << 30, -1, -2, -12}) {
        assertThat(readTiff(buffer(order).putInt(4, offset).array())).as("%d", offset).isOne();
      }
      assertThat(readTiff(buffer(order).putShort(2, (short) 43).array())).isOne();
      assertThat(readTiff(buffer(order).putShort(0, (short) 0x4949).array()))
          .isEqualTo(order == ByteOrder.LITTLE_ENDIAN ? 6 : 1);
      assertThat(readTiff(buffer(order).putShort(12, (short) 0).array())).isOne();
      assertThat(readTiff(buffer(order).putShort(12, (short) 1).array())).isOne();
      assertThat(readTiff(buffer(order).putShort(12, (short) -1).array())).isEqualTo(6);
      assertThat(readTiff(buffer(order).putShort(28, (short) 4).array())).isOne();
      assertThat(readTiff(buffer(order).putInt(30, 2).array())).isOne();
    }
  }

  private static ByteBuffer buffer(ByteOrder order) {
    return ByteBuffer.wrap(ExifBlocks.tiff(order, 6)).order(order);
  }

  @Test
  void noiseIsReadWithoutAnError() {
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] tiff = new byte[random.nextInt(200)];
      random.nextBytes(tiff);
      byte[] start = buffer(ORDERS.get(i % 2)).array();
      System.arraycopy(start, 0, tiff, 0, Math.min(tiff.length, i % 14));
      assertThat(readTiff(tiff)).isBetween(1, 8);
      byte[] file = ExifBlocks.insert(JPEG, ExifBlocks.exif(start));
      for (int j = 0; j < 3; j++) {
        file[random.nextInt(90)] = (byte) random.nextInt();
      }
      assertThat(read(file)).isBetween(1, 8);
    }
  }

  /** The places of the first row and the first column, by the standard's table. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 top left", "2 top right", "3 bottom right", "4 bottom left",
        "5 left top", "6 right top", "7 right bottom", "8 left bottom"
      })
  void turnsAsTheStandardSays(String rule) {
    var words = rule.split(" ");
    int rows = 3;
    int columns = 5;
    boolean isUpright = words[1].equals("top") || words[1].equals("bottom");
    int height = isUpright ? rows : columns;
    int width = isUpright ? columns : rows;
    byte[] image = new byte[rows * columns];
    byte[] expected = new byte[image.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int x = 0;
        int y = 0;
        for (int axis = 0; axis < 2; axis++) {
          int index = axis == 0 ? row : column;
          switch (words[1 + axis]) {
            case "top" -> y = index;
            case "bottom" -> y = height - 1 - index;
            case "left" -> x = index;
            default -> x = width - 1 - index;
          }
        }
        image[row * columns + column] = (byte) (row * columns + column);
        expected[y * width + x] = (byte) (row * columns + column);
      }
    }
    var shape = Shape.of(rows, columns);
    try (var fed = TUint8.tensorOf(shape, DataBuffers.of(image, true, false));
        var orientation = TInt32.scalarOf(Integer.parseInt(words[0]));
        var result =
            SESSION.runner().feed(IMAGE, fed).feed(ORIENTATION, orientation).fetch(TURNED).run()) {
      assertThat(result.get(0).shape()).isEqualTo(Shape.of(height, width));
      byte[] turned = new byte[image.length];
      result.get(0).asRawTensor().data().read(turned);
      assertThat(turned).isEqualTo(expected);
    }
  }
}
