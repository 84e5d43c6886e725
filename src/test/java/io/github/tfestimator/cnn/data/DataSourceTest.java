package io.github.tfestimator.cnn.data;

import static io.github.tfestimator.cnn.data.IdxReaderTest.gzip;
import static io.github.tfestimator.cnn.data.IdxReaderTest.idx;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of each kind: how they are recognized, and what is read of them. */
class DataSourceTest {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void readsEmnistWithItsMappingTransposed() throws IOException {
    writeEmnist("emnist-letters", new byte[] {1, 2});
    write("emnist-letters-mapping.txt", "1 65 97\n2 66 98\n".getBytes());
    var options = new ImageOptions(null, null, null, true, null, null);
    DataSplit data = source(Split.OFFICIAL).withImages(options).load();
    assertThat(data.train().classNames()).containsExactly("0", "A/a", "B/b");
    assertThat(data.train().images().shape()).isEqualTo(new ImageShape(3, 2, 1));
    assertThat(data.train().images().image(0)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(DataSource.defaultSplit(folder.toString())).isEqualTo(Split.OFFICIAL);
  }

  @Test
  void readsLabelsOfTwoBytes() throws IOException {
    writeEmnist("many", new byte[] {0, 0});
    write("many-train-labels-idx1-ubyte", idx(new byte[] {1, 0, 0, 7}, 0xB01, 2));
    Files.delete(folder.resolve("many-train-labels-idx1-ubyte.gz"));
    DataSplit data = source(Split.OFFICIAL).load();
    assertThat(data.train().labels()).containsExactly(256, 7);
    assertThat(data.train().classes()).isEqualTo(257);
    assertThat(data.train().sha256()).hasSize(64);
  }

  @Test
  void aMappingMustNameAllClasses() throws IOException {
    writeEmnist("letters", new byte[] {1, 5});
    Path names = write("names.txt", "a\nb\n".getBytes());
    var options = new ImageOptions(null, null, null, false, names.toString(), null);
    assertThatThrownBy(() -> source(Split.OFFICIAL).withImages(options).load())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(names + " names 2 classes, but the data has labels up to 5");
  }

  @Test
  void saysWhichOfEmnistsFilesIsMissing() throws IOException {
    writeEmnist("emnist-letters", new byte[] {1, 2});
    Files.delete(folder.resolve("emnist-letters-test-labels-idx1-ubyte.gz"));
    assertThatThrownBy(() -> source(Split.OFFICIAL).load())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s lacks emnist-letters-test-labels-idx1-ubyte, with or without .gz; put it there",
            folder);
  }

  @Test
  void readsCifar() throws IOException {
    byte[] two = new byte[2 * RECORD];
    two[0] = 9;
    two[1] = 10; // the first pixel's red
    two[1 + 1024] = 20;
    two[1 + 2048] = 30;
    two[RECORD] = 4;
    write("data_batch_1.bin", two);
    write("test_batch.bin", new byte[RECORD]);
    write("batches.meta.txt", "a\nb\nc\nd\ncat\nf\ng\nh\ni\ntruck\n\n".getBytes());
    DataSplit data = source(Split.OFFICIAL).load();
    assertThat(data.train().labels()).containsExactly(9, 4);
    assertThat(data.train().classNames()).contains("cat", "truck").hasSize(10);
    assertThat(data.train().images().image(0)).startsWith(10, 20, 30, 0);
    assertThat(data.train().images().shape()).isEqualTo(new ImageShape(32, 32, 3));
  }

  @Test
  void refusesCifarFilesOfAWrongLengthOrLabel() throws IOException {
    Path file = write("data_batch_1.bin", new byte[RECORD + 1]);
    write("test_batch.bin", new byte[RECORD]);
    assertRefused(file + " has 3074 bytes, no whole number of records of 3073");
    byte[] wrong = new byte[RECORD];
    wrong[0] = 10;
    write("data_batch_1.bin", wrong);
    assertRefused(file + ": label 10 at record 0; labels go from 0 to 9");
    Files.delete(file);
    assertRefused(folder + " lacks data_batch_1.bin");
  }

  @Test
  void readsCifarsFilesOneAfterTheOther() throws IOException {
    byte[] one = new byte[RECORD];
    one[0] = 1;
    write("data_batch_1.bin", one);
    byte[] two = new byte[2 * RECORD];
    two[0] = 2;
    two[RECORD] = 10;
    Path second = write("data_batch_2.bin", two);
    write("test_batch.bin", one);
    assertRefused(second + ": label 10 at record 1; ");
    two[RECORD] = 3;
    Files.write(second, two);
    assertThat(source(Split.OFFICIAL).load().train().labels()).containsExactly(1, 2, 3);
  }

  /** A sparse file, which takes no room: one record more than fits an array. */
  @Test
  void refusesMoreOfCifarThanFits() throws IOException {
    Path file = folder.resolve("data_batch_1.bin");
    try (var out = Files.newByteChannel(file, CREATE_NEW, WRITE, SPARSE)) {
      out.position(699_051L * RECORD - 1).write(ByteBuffer.wrap(new byte[1]));
    }
    write("test_batch.bin", new byte[RECORD]);
    assertRefused(folder + ": 699051 images of all its files; give fewer");
  }

  @Test
  void refusesCifarFilesThatAreGone() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("data_batch_1.bin"), Path.of("gone"));
    write("test_batch.bin", new byte[RECORD]);
    assertRefused(link + " can't be read (there is no such file); copy or download it again");
  }

  @Test
  void readsCifarOfAHundredClasses() throws IOException {
    byte[] record = new byte[RECORD + 1];
    record[0] = 19; // the coarse label
    record[1] = 99;
    record[RECORD] = 7; // the last pixel's blue
    write("train.bin", record);
    assertRefused(folder + " lacks test.bin");
    write("test.bin", new byte[2 * RECORD + 2]);
    DataSplit data = source(Split.OFFICIAL).load();
    assertThat(data.train().labels()).containsExactly(99);
    assertThat(data.train().classNames()).hasSize(100).endsWith("99");
    assertThat(data.train().images().image(0)).endsWith(0, 0, 7);
    assertThat(data.test().size()).isEqualTo(2);
  }

  @Test
  void pathsAreMadeAbsolute() {
    var source =
        new DataSource("a/../b", Split.OFFICIAL, new ImageOptions(2, 3, 1, true, "n.txt", null));
    assertThat(source.data()).isEqualTo(Path.of("b").toAbsolutePath().toString());
    assertThat(source.imageOptions())
        .isEqualTo(
            new ImageOptions(2, 3, 1, true, Path.of("n.txt").toAbsolutePath().toString(), null));
    assertThat(new DataSource("mnist", Split.TUTORIAL, ImageOptions.NONE).images()).isNull();
    assertThat(new DataSource("mnist", Split.TUTORIAL).imageOptions()).isEqualTo(ImageOptions.NONE);
    assertThat(new DataSource("mnist", Split.TUTORIAL).data()).isEqualTo("mnist");
  }

  @Test
  void dataAndSplitMustBeThere() {
    assertThatThrownBy(() -> new DataSource(null, Split.TUTORIAL))
        .hasMessage("data (null) and split (TUTORIAL) must be there");
    assertThatThrownBy(() -> new DataSource("mnist", null))
        .hasMessage("data (mnist) and split (null) must be there");
    assertThatThrownBy(() -> new DataSource("digits", Split.OFFICIAL))
        .hasMessageStartingWith("split (official) must be tutorial for the data digits");
  }

  @Test
  void eachKindHasASplit() throws IOException {
    assertThat(DataSource.defaultSplit("mnist")).isEqualTo(Split.TUTORIAL);
    assertThat(DataSource.defaultSplit("digits")).isEqualTo(Split.TUTORIAL);
    String npz = write("data.npz", new byte[0]).toString();
    assertThat(DataSource.defaultSplit(npz)).isEqualTo(Split.OFFICIAL);
    Files.createDirectories(folder.resolve("train"));
    assertThat(DataSource.defaultSplit(folder.toString())).isEqualTo(Split.TUTORIAL);
    Files.createDirectories(folder.resolve("test"));
    assertThat(DataSource.defaultSplit(folder.toString())).isEqualTo(Split.OFFICIAL);

    var mnist = new DataSource("mnist", Split.OFFICIAL);
    assertThat(mnist.withData("mnist").split()).isEqualTo(Split.OFFICIAL);
    assertThat(mnist.withData("digits").split()).isEqualTo(Split.TUTORIAL);
    assertThat(mnist.withData(npz)).isEqualTo(new DataSource(npz, Split.OFFICIAL));
    assertThatThrownBy(() -> source(Split.OFFICIAL).load())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(" holds image files, which must be decoded");
  }

  @Test
  void drawnDigitsAreAsTheyAre() {
    var digits = new DataSource("digits", Split.TUTORIAL);
    String message = "transpose and class names must be left out for the digits";
    assertThatThrownBy(
            () -> digits.withImages(new ImageOptions(null, null, null, true, null, null)).load())
        .hasMessageStartingWith(message);
    assertThatThrownBy(
            () -> digits.withImages(new ImageOptions(null, null, null, false, "n", null)).load())
        .hasMessageStartingWith(message);
    assertThatThrownBy(
            () -> digits.withImages(new ImageOptions(28, 29, null, false, null, null)).load())
        .hasMessageStartingWith("image size (28x29) must be the 28x28 that the images of digits");
    assertThat(digits.load().test().size()).isEqualTo(2_400);
  }

  @Test
  void splitsIdxFilesAsTheTutorialDoes() throws IOException {
    writeEmnist("letters", new byte[] {1, 2});
    DataSplit data = source(Split.TUTORIAL).load();
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.test().size()).isEqualTo(1);
  }

  @Test
  void sizesAreForFilesOnly() throws IOException {
    writeEmnist("letters", new byte[] {1, 2});
    var options = new ImageOptions(28, 28, null, false, null, null);
    assertThatThrownBy(() -> source(Split.OFFICIAL).withImages(options).load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image size (28x28) must be the 2x3 that the images of");
  }

  @Test
  void refusesWhatIsNoDataSet() throws IOException {
    assertThatThrownBy(() -> DataKind.of(folder.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder + " holds no data set; give the one that holds");
    Path file = write("data.csv", new byte[3]);
    assertThatThrownBy(() -> DataKind.of(file.toString()))
        .hasMessageContaining(file + " is a file, but no .npz file");
    assertThatThrownBy(() -> DataKind.of(folder.toString()))
        .hasMessageContaining(folder + " holds no data set; give the one that holds");
    Path page = write("data.zip", "<html>Sorry</html>".getBytes());
    assertThatThrownBy(() -> DataKind.of(page.toString()))
        .hasMessageContaining(page + " is an HTML page, not a folder or an .npz file");
  }

  @Test
  void readsMappingsOfBothForms() throws IOException {
    Path codes = write("codes", "0 48\n1 65\n2 97\n".getBytes());
    assertThat(ClassMapping.read(codes, 3)).containsExactly("0", "A", "a");
    Path twice = write("twice", "0 48\n0 49\n".getBytes());
    assertThatThrownBy(() -> ClassMapping.read(twice, 2)).hasMessageContaining("\"0 49\"");
    Path same = write("same", "cat\ncat\n".getBytes());
    assertThatThrownBy(() -> ClassMapping.read(same, 2)).hasMessageContaining("names two");
  }

  @Test
  void namesNumberOtherDataAsTheirOwn() {
    Images images = Images.of(1, 1, new byte[2]);
    var data = new LabeledImages(images, new int[] {0, 1}, List.of("cat", "dog"));
    assertThat(data.numberedAs(List.of("ape", "cat", "dog")).labels()).containsExactly(1, 2);
    assertThatThrownBy(() -> data.numberedAs(List.of("cat")))
        .hasMessageContaining("class (\"dog\") must be one of [cat]");
  }

  private DataSource source(Split split) {
    return new DataSource(folder.toString(), split);
  }

  private void writeEmnist(String name, byte[] labels) throws IOException {
    byte[] pixels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    write(name + "-train-images-idx3-ubyte.gz", gzip(idx(pixels, 2051, 2, 2, 3)));
    write(name + "-train-labels-idx1-ubyte.gz", gzip(idx(labels, 2049, 2)));
    write(name + "-test-images-idx3-ubyte.gz", gzip(idx(new byte[6], 2051, 1, 2, 3)));
    write(name + "-test-labels-idx1-ubyte.gz", gzip(idx(new byte[1], 2049, 1)));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Cifar.in(folder).orElseThrow().read(folder, Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
