package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.ImageOptions;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImagesTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    ColorFolders.write(folder, 10);
  }

  @Test
  void splitsAndNamesTheClasses() {
    try (DataSplit data = FolderImages.load(source(ImageOptions.NONE))) {
      assertThat(data.train().classNames()).isEqualTo(ColorFolders.NAMES);
      assertThat(data.train().size()).isEqualTo(24);
      assertThat(data.test().size()).isEqualTo(6);
      assertThat(data.train().images().shape()).isEqualTo(new ImageShape(32, 32, 3));
    }
  }

  @Test
  void batchesReadOnDemandAreThoseFromMemory() {
    var options = new ImageOptions(16, 20, 3, false, null, null);
    try (DataSplit inMemory = FolderImages.load(source(options));
        DataSplit onDemand = FolderImages.load(source(options), 0, 0)) {
      assertThat(inMemory.train().images().isReadOnDemand()).isFalse();
      assertThat(onDemand.train().images().isReadOnDemand()).isTrue();
      // In the middle of an epoch, and beyond its end.
      try (BatchIterator expected = examples(inMemory).shuffledBatches(7, 3).from(2);
          BatchIterator ahead = examples(onDemand).shuffledBatches(7, 3).prefetch(2).from(2)) {
        for (int i = 0; i < 5; i++) {
          assertThat(ahead.next()).isEqualTo(expected.next());
        }
      }
    }
  }

  @Test
  void leavesOutWhatCannotBeDecoded() throws IOException {
    Files.writeString(folder.resolve("disk/bad.png"), "no image");
    byte[] png = Files.readAllBytes(folder.resolve("disk/000.png"));
    Files.write(folder.resolve("disk/cut.png"), Arrays.copyOf(png, png.length / 2));
    try (DataSplit data = FolderImages.load(source(ImageOptions.NONE))) {
      assertThat(data.train().size() + data.test().size()).isEqualTo(30);
    }
    try (DataSplit data = FolderImages.load(source(ImageOptions.NONE), 0, 0)) {
      LabeledImages train = data.train();
      assertThat(train.size() + data.test().size()).isEqualTo(32);
      try (var log = LogLines.listen()) {
        assertThat(train.images().pixels()).hasSize(train.size() * 32 * 32 * 3);
        data.test().images().pixels();
        assertThat(log.startingWith("Another of its class is read instead: ")).hasSize(2);
      }
    }
  }

  @Test
  void aClassWithoutReadableImagesIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("bad"));
    Files.writeString(folder.resolve("bad/1.png"), "no image");
    assertThatThrownBy(() -> FolderImages.load(source(ImageOptions.NONE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no image of the class \"bad\" can be decoded, such as " + folder);
  }

  @Test
  void grayFilesGiveOneChannel() throws IOException {
    for (String name : ColorFolders.NAMES) {
      for (int i = 0; i < 10; i++) {
        Files.delete(folder.resolve("%s/%03d.%s".formatted(name, i, i % 2 == 0 ? "png" : "jpg")));
      }
      var image = new BufferedImage(5, 9, BufferedImage.TYPE_BYTE_GRAY);
      ImageIO.write(image, "png", folder.resolve(name + "/a.png").toFile());
      ImageIO.write(image, "jpg", folder.resolve(name + "/b.jpg").toFile());
    }
    try (DataSplit data = FolderImages.load(source(ImageOptions.NONE))) {
      assertThat(data.train().images().channels()).isEqualTo(1);
    }
  }

  @Test
  void anImageOfTheSizeAskedForStaysAsItIs() throws IOException {
    var image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    byte[] expected = new byte[18];
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, 0x10203 * i + 0xF0);
      for (int channel = 0; channel < 3; channel++) {
        expected[3 * i + channel] = (byte) (image.getRGB(i % 3, i / 3) >> 8 * (2 - channel));
      }
    }
    Path file = folder.resolve("exact.png");
    ImageIO.write(image, "png", file.toFile());
    try (var decoder = new FileDecoder(new ImageShape(2, 3, 3), false, 1)) {
      assertThat(decoder.read(file)).isEqualTo(expected);
    }
  }

  private DataSource source(ImageOptions options) {
    return new DataSource(folder.toString(), Split.TUTORIAL, options);
  }

  private static Examples examples(DataSplit data) {
    return Examples.of(data.train(), MinMaxScaler.unit(data.train().images().width()));
  }
}
