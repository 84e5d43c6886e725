package io.github.tfestimator.cnn.data;

import static io.github.tfestimator.cnn.data.IdxReaderTest.gzip;
import static io.github.tfestimator.cnn.data.IdxReaderTest.idx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path folder;

  @Test
  void readsTheFourFilesRawOrGzipped() throws IOException {
    writeFour();
    byte[] packed = gzip(Files.readAllBytes(folder.resolve("train-images-idx3-ubyte")));
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), packed);
    Files.delete(folder.resolve("train-images-idx3-ubyte"));

    DataSplit read = Mnist.read(folder);
    assertThat(read.train().labels()).containsExactly(3, 1);
    assertThat(read.test().labels()).containsExactly(2);
    assertThat(read.train().images().pixel(1, 0)).isEqualTo(101);
    assertThat(read.test().images().pixel(0, 0)).isEqualTo(102);
  }

  @Test
  void readsNamesWithADotBeforeIdx() throws IOException {
    writeFour();
    Files.move(
        folder.resolve("train-images-idx3-ubyte"), folder.resolve("train-images.idx3-ubyte"));
    byte[] packed = gzip(Files.readAllBytes(folder.resolve("t10k-labels-idx1-ubyte")));
    Files.write(folder.resolve("t10k-labels.idx1-ubyte.gz"), packed);
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));

    assertThat(Mnist.read(folder).train().images().pixel(1, 0)).isEqualTo(101);
    assertThat(IdxFolder.read(folder, Optional.empty()).test().labels()).containsExactly(2);
  }

  @Test
  void readsNamesInCapitalsAndFilesInFoldersOfTheirName() throws IOException {
    writeFour();
    Files.move(
        folder.resolve("train-images-idx3-ubyte"), folder.resolve("TRAIN-IMAGES.IDX3-UBYTE"));
    String name = "t10k-labels-idx1-ubyte";
    Files.move(folder.resolve(name), folder.resolve("moved"));
    Files.createDirectory(folder.resolve(name));
    Files.move(folder.resolve("moved"), folder.resolve(name).resolve(name));

    assertThat(DataKind.of(folder.toString())).isEqualTo(DataKind.IDX);
    assertThat(DataSource.defaultSplit(folder.toString())).isEqualTo(DataSource.Split.TUTORIAL);
    DataSplit read = IdxFolder.read(folder, Optional.empty());
    assertThat(read.train().images().pixel(1, 0)).isEqualTo(101);
    assertThat(read.test().labels()).containsExactly(2);
  }

  @Test
  void aFileGoesBeforeAFolderOfItsName() throws IOException {
    writeFour();
    String name = "t10k-labels-idx1-ubyte";
    Files.move(folder.resolve(name), folder.resolve("t10k-labels.idx1-ubyte"));
    Files.createDirectory(folder.resolve(name));

    assertThat(Mnist.read(folder).test().labels()).containsExactly(2);
  }

  @Test
  void readsQmnistUnderItsOwnNames() throws IOException {
    byte[] labels = idx(new byte[0], 0xC02, 1, 8, 5, 0, 0, 0, 0, 0, 0, 0);
    for (String part : new String[] {"train", "test"}) {
      Files.write(
          folder.resolve("qmnist-%s-images-idx3-ubyte".formatted(part)),
          idx(new byte[784], 2051, 1, 28, 28));
      Files.write(folder.resolve("qmnist-%s-labels-idx2-int.gz".formatted(part)), gzip(labels));
    }
    assertThat(DataKind.of(folder.toString())).isEqualTo(DataKind.IDX);
    assertThat(IdxFolder.read(folder, Optional.empty()).test().labels()).containsExactly(5);
  }

  @Test
  void saysWhichFilesAreMissing() throws IOException {
    writeFour();
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
    assertThatThrownBy(() -> Mnist.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + " lacks t10k-labels-idx1-ubyte, with or without .gz; put");
  }

  @Test
  void saysThatTheFolderIsMissing() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> Mnist.read(missing))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s is no folder; give the one that holds MNIST's four IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte)",
            missing);
    assertThat(Mnist.cache()).endsWithRaw(Path.of("tf-estimator/mnist"));
  }

  @Test
  void refusesImagesAndLabelsThatDifferInNumber() throws IOException {
    writeFour();
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new byte[] {2, 2}, 2049, 2));
    assertThatThrownBy(() -> Mnist.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("t10k-images-idx3-ubyte holds 1 images")
        .hasMessageContaining("t10k-labels-idx1-ubyte holds 2 labels");
  }

  @Test
  void sortsEachPartByLabelAndKeepsTheOrderWithinALabel() {
    LabeledImages train = withFirstPixels(new int[] {2, 0, 2, 1, 0}, 10);
    LabeledImages test = withFirstPixels(new int[] {1, 0, 1}, 20);
    LabeledImages original = Mnist.original(new DataSplit(train, test));
    assertThat(original.labels()).containsExactly(0, 0, 1, 2, 2, 0, 1, 1);
    assertThat(original.images().pixels()).containsExactly(11, 14, 13, 10, 12, 21, 20, 22);
  }

  /**
   * The hashes: {@code sha256(X)} and {@code sha256(y)} in NumPy, where X and y are the training
   * set put into the order {@code argsort(labels, kind="stable")}, followed by the test set so.
   */
  @Test
  void putsTheRealMnistInTheOrderOfMnistOriginal() {
    LabeledImages original = Mnist.original(RealMnist.official());
    assertThat(original.size()).isEqualTo(70_000);
    assertThat(RealMnist.sha256(original.images().pixels()))
        .isEqualTo("7c10294c67b639de8f83465d100ca1aeef34d0f422dea714dc17b471eba6dd92");
    assertThat(RealMnist.sha256(RealMnist.asBytes(original.labels())))
        .isEqualTo("335cca9e885f1e8e2df6da7e5a1033c4f3c31b421b41eb5e7b83f14d28b35366");
  }

  private void writeFour() throws IOException {
    byte[] two = new byte[2 * 784];
    two[784] = 101;
    byte[] one = new byte[784];
    one[0] = 102;
    Files.write(folder.resolve("train-images-idx3-ubyte"), idx(two, 2051, 2, 28, 28));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(new byte[] {3, 1}, 2049, 2));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), idx(one, 2051, 1, 28, 28));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new byte[] {2}, 2049, 1));
  }

  private static LabeledImages withFirstPixels(int[] labels, int first) {
    byte[] pixels = new byte[labels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (first + i);
    }
    return new LabeledImages(Images.of(1, 1, pixels), labels);
  }
}
