package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzReaderTest {
  @TempDir Path folder;
  private final Map<String, byte[]> arrays = new TreeMap<>();

  @BeforeEach
  void fillArrays() {
    arrays.put(
        "x_train",
        NpzFiles.npy("|u1", "(2, 1, 2, 3)", bytes(0, 1, 2, 3, 4, 5, 255, 7, 8, 9, 10, 11)));
    arrays.put("y_train", NpzFiles.npy("|u1", "(2, 1)", bytes(3, 0)));
    arrays.put("x_test", NpzFiles.npy("|u1", "(1, 1, 2, 3)", bytes(6, 5, 4, 3, 2, 1)));
    arrays.put("y_test", NpzFiles.npy("<i8", "(1,)", littleEndian(4)));
  }

  @Test
  void readsColorImagesAndLabels() throws IOException {
    DataSplit data = read();
    assertThat(data.train().images().shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(data.train().images().image(1)).isEqualTo(bytes(255, 7, 8, 9, 10, 11));
    assertThat(data.train().labels()).containsExactly(3, 0);
    assertThat(data.test().labels()).containsExactly(4);
    assertThat(data.train().classNames()).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void readsWholeNumbersOfOtherTypes() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(24);
    for (float value : new float[] {0, 1, 2, 253, 254, 255}) {
      floats.putFloat(value);
    }
    arrays.put("x_test", NpzFiles.npy(">f4", "(1, 1, 2, 3)", floats.array()));
    assertThat(read().test().images().image(0)).isEqualTo(bytes(0, 1, 2, 253, 254, 255));
  }

  /** The same three labels of all types: {@code numpy.array([0, 1, 200]).astype(...)}. */
  @Test
  void readsLabelsOfAllTypes() throws IOException {
    arrays.put("x_train", NpzFiles.npy("|u1", "(3, 1, 2, 3)", new byte[18]));
    for (String type : new String[] {"|u1", ">u2", "<u4", ">i8", "<u8", "<i4", ">i2", "<f8"}) {
      arrays.put("y_train", NpzFiles.npy(type, "(3,)", numbers(type, 0, 1, 200)));
      assertThat(read().train().labels()).as(type).containsExactly(0, 1, 200);
    }
    arrays.put("y_train", NpzFiles.npy("|b1", "(3,)", bytes(0, 1, 1)));
    assertThat(read().train().labels()).containsExactly(0, 1, 1);
    arrays.put("y_train", NpzFiles.npy(">u2", "(3,)", numbers(">u2", 0, 1, 65_535)));
    assertThat(read().train().labels()).containsExactly(0, 1, 65_535);
  }

  private static byte[] numbers(String type, int... values) {
    int size = type.charAt(2) - '0';
    var order = type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer bytes = ByteBuffer.allocate(size * values.length).order(order);
    for (int value : values) {
      switch (size) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt(value);
        default -> bytes.putLong(type.contains("f") ? Double.doubleToLongBits(value) : value);
      }
    }
    return bytes.array();
  }

  /** More than are read at once. */
  @Test
  void readsManyNumbers() throws IOException {
    int count = 70_001;
    int[] labels = new int[count];
    byte[] pixels = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 300;
      pixels[2 * i] = (byte) (i % 251);
    }
    arrays.put("y_train", NpzFiles.npy("<i2", "(70001,)", numbers("<i2", labels)));
    arrays.put("x_train", NpzFiles.npy("<i2", "(70001, 1, 1)", pixels));
    arrays.put("x_test", NpzFiles.npy("|u1", "(1, 1, 1)", bytes(1)));
    DataSplit data = read();
    assertThat(data.train().labels()).isEqualTo(labels);
    assertThat(data.train().images().pixel(70_000, 0)).isEqualTo(70_000 % 251);
  }

  @Test
  void refusesNumbersOutOfRange() {
    arrays.put("y_train", NpzFiles.npy("<i4", "(2,)", numbers("<i4", 1, -1)));
    assertRefused("y_train: label -1 at example 1, of type int32; labels must be whole numbers");
    arrays.put("y_train", NpzFiles.npy("<i4", "(2,)", numbers("<i4", 65_536, 1)));
    assertRefused(
        "label 65536 at example 0, of type int32; labels must be whole numbers from 0 to");
    arrays.put("y_train", NpzFiles.npy("<f8", "(1,)", numbers("<i8", 1)));
    assertRefused("label 4.9E-324 at example 0, of type float64");
    byte[] pixels = numbers("<i2", 0, 0, 0, 0, 0, 0, 0, 256, 0, 0, 0, 0);
    fillArrays();
    arrays.put("x_train", NpzFiles.npy("<i2", "(2, 1, 2, 3)", pixels));
    assertRefused("x_train: pixel 256 at example 1, of type int16; pixels must be whole numbers");
  }

  @Test
  void refusesSurplusNumbers() {
    arrays.put("y_train", NpzFiles.npy("<i2", "(2,)", new byte[5]));
    assertRefused("y_train goes on after the 4 bytes that its header promises");
    arrays.put("y_train", NpzFiles.npy("<i2", "(2,)", new byte[3]));
    assertRefused("y_train is truncated: 2 bytes after the header, but its header promises 4");
  }

  @Test
  void refusesOtherNumbersOfLabels() {
    arrays.put("y_train", NpzFiles.npy("|u1", "(3,)", new byte[3]));
    assertRefused("x_train holds 2 images but y_train holds 3 labels");
  }

  @Test
  void refusesImpossibleShapes() {
    for (String shape :
        new String[] {"(1, 0, 2)", "(1, 1, 1, 2)", "(1, 4097, 1)", "(1, 1, 4097)"}) {
      arrays.put("x_train", NpzFiles.npy("|u1", shape, new byte[0]));
      assertRefused("x_train has the shape [" + shape.substring(1, shape.length() - 1) + "]");
    }
    arrays.put("x_train", NpzFiles.npy("|u1", "(600000, 4096, 1)", new byte[0]));
    assertRefused("x_train has the shape [600000, 4096, 1]");
    arrays.put("x_train", NpzFiles.npy("|u1", "(99999999999,)", new byte[0]));
    assertRefused("x_train has the shape (99999999999,), which no array of images or labels has");
    arrays.put("y_train", NpzFiles.npy("|u1", "()", new byte[1]));
    assertRefused("y_train has the shape []");
    arrays.put("y_train", NpzFiles.npy("|u1", "(0,)", new byte[0]));
    assertRefused("y_train has the shape [0]");
  }

  /** Format 2.0 has four bytes for the header's length. */
  @Test
  void readsHeadersOfBothFormats() throws IOException {
    byte[] one = NpzFiles.npy("|u1", "(2,)", bytes(3, 0));
    ByteBuffer two = ByteBuffer.allocate(one.length + 2).order(ByteOrder.LITTLE_ENDIAN);
    two.put(one, 0, 6).put((byte) 2).put((byte) 0).putInt(one[8]).put(one, 10, one.length - 10);
    arrays.put("y_train", two.array());
    assertThat(read().train().labels()).containsExactly(3, 0);
    for (int length : new int[] {-1, 65_537}) {
      arrays.put("y_train", two.putInt(8, length).array());
      assertRefused("y_train has a header of %d bytes, but NumPy's are of 65536".formatted(length));
    }
    arrays.put("y_train", two.putInt(8, 0).array());
    assertRefused("y_train has a damaged header ()");
    arrays.put("y_train", two.putInt(8, 65_536).array());
    assertRefused("y_train is damaged (it ends within its header)");
  }

  @Test
  void refusesDamagedHeaders() {
    byte[] array = NpzFiles.npy("|u1", "(2,)", bytes(3, 0));
    array[1] = 'M';
    arrays.put("y_train", array);
    assertRefused("y_train is no array of NumPy; save it anew by numpy.savez");
    arrays.put("y_train", NpzFiles.npy("|u1", "2", bytes(3, 0)));
    assertRefused("y_train has a damaged header ({'descr': '|u1', 'fortran_order': False,");
    arrays.put("y_train", NpzFiles.npy("u1", "(2,)", bytes(3, 0)));
    assertRefused("y_train is of the type u1; save arrays of whole numbers");
  }

  @Test
  void refusesFractions() {
    byte[] half = ByteBuffer.allocate(24).putFloat(0).putFloat(0.5f).array();
    arrays.put("x_test", NpzFiles.npy(">f4", "(1, 1, 2, 3)", half));
    assertRefused("x_test: pixel 0.5 at example 0, of type float32; pixels must be whole numbers");
  }

  @Test
  void neverUnpickles() {
    arrays.put("y_train", NpzFiles.npy("|O", "(2,)", bytes(1, 2, 3)));
    assertRefused("y_train is of Python's objects (dtype object), which are pickled");
  }

  @Test
  void refusesFortransOrder() {
    arrays.put("x_train", NpzFiles.npy("|u1", "True", "(2, 1, 2, 3)", new byte[12]));
    assertRefused("x_train is in Fortran's order; save numpy.ascontiguousarray(array)");
  }

  @Test
  void refusesOtherTypesAndShapes() {
    arrays.put("y_train", NpzFiles.npy("<U5", "(2,)", new byte[40]));
    assertRefused("y_train is of the type <U5; save arrays of whole numbers");
    arrays.put("y_train", NpzFiles.npy("|u1", "(2, 10)", new byte[20]));
    assertRefused("y_train has the shape [2, 10]; save labels of [n] or [n, 1]");
    arrays.put("x_train", NpzFiles.npy("|u1", "(2, 784)", new byte[2 * 784]));
    arrays.put("y_train", NpzFiles.npy("|u1", "(2,)", new byte[2]));
    assertRefused("x_train has the shape [2, 784]; save images of [n, rows, columns]");
  }

  @Test
  void saysWhichArraysAreMissing() {
    arrays.remove("y_test");
    arrays.put("labels", NpzFiles.npy("|u1", "(1,)", bytes(1)));
    assertRefused("lacks y_test: it holds [labels.npy, x_test.npy, x_train.npy, y_train.npy]");
  }

  @Test
  void refusesTruncatedArraysAndFilesThatAreNoZip() throws IOException {
    arrays.put("y_train", NpzFiles.npy("|u1", "(2,)", bytes(1)));
    assertRefused("y_train is truncated: 1 bytes after the header");
    arrays.put("y_train", bytes(0x93, 'N'));
    assertRefused("y_train is damaged (it ends within its header)");
    Path file = Files.write(folder.resolve("no.npz"), bytes(1, 2, 3));
    assertThatThrownBy(() -> NpzReader.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file + " can't be read");
    Files.writeString(file, "<html>Sorry</html>");
    assertThatThrownBy(() -> NpzReader.read(file))
        .hasMessageContaining(file + " is an HTML page, not an .npz file");
    Files.writeString(file, "PK\u0003\u0004");
    assertThatThrownBy(() -> NpzReader.read(file)).hasMessageContaining(file + " can't be read");
  }

  @Test
  void readsImagesOfTheLargestSide() throws IOException {
    arrays.put("x_train", NpzFiles.npy("|u1", "(2, 4096, 1)", new byte[2 * 4096]));
    arrays.put("x_test", NpzFiles.npy("|u1", "(1, 4096, 1)", new byte[4096]));
    assertThat(read().train().images().rows()).isEqualTo(4096);
  }

  @Test
  void refusesSizesThatDiffer() {
    arrays.put("x_test", NpzFiles.npy("|u1", "(1, 2, 2)", new byte[4]));
    assertRefused("x_test: images of 2x2 pixels and 1 channel, but those of the training set");
  }

  private DataSplit read() throws IOException {
    return NpzReader.read(NpzFiles.write(folder.resolve("data.npz"), arrays));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::read).isInstanceOf(DataException.class).hasMessageContaining(message);
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
