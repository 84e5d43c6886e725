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
