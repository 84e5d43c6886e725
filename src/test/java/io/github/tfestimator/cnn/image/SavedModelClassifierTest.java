package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.serving.FeaturesAlone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

@Tag("medium")
class SavedModelClassifierTest {
  @TempDir static Path shared;
  private static Estimator estimator;
  private static Path exported;

  @TempDir Path folder;

  @BeforeAll
  static void export() {
    estimator = SmallModel.train(shared.resolve("model"));
    exported =
        SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)))
            .export(estimator, shared.resolve("out"));
  }

  @Test
  void classifiesImagesOneByOneAsTogether() {
    List<byte[]> images = images(7);
    try (var classifier = SavedModelClassifier.load(exported.getParent())) {
      List<Classification> together = classifier.classifyPixels(images);
      assertThat(together).hasSize(7);
      for (int i = 0; i < 7; i++) {
        Classification alone = classifier.classifyPixels(List.of(images.get(i))).get(0);
        assertThat(together.get(i).classId()).isEqualTo(alone.classId());
        assertThat(together.get(i).probabilities()).hasSize(10);
      }
      assertThat(classifier.classifyPixels(List.of())).isEmpty();
      assertThat(classifier.classifyFeatures(List.of())).isEmpty();
    }
  }

  /** Else loading takes twice as long. */
  @Test
  void exportedImageFunctionsAreLeftUnoptimized() throws IOException {
    var model = SavedModel.parseFrom(Files.readAllBytes(exported.resolve("saved_model.pb")));
    assertThat(model.getMetaGraphs(0).getGraphDef().getLibrary().getFunctionList())
        .isNotEmpty()
        .allMatch(function -> function.containsAttr("_tf_data_function"));
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    List<byte[]> images = images(20);
    var threads = Executors.newFixedThreadPool(4);
    try (var classifier = SavedModelClassifier.load(exported)) {
      float[] expected = classifier.classifyPixels(images).get(19).probabilities();
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(() -> classifier.classifyPixels(images).get(19).probabilities());
      }
      for (Future<float[]> result : threads.invokeAll(calls)) {
        assertThat(result.get()).containsExactly(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    try (var classifier = SavedModelClassifier.load(exported)) {
      assertThatThrownBy(() -> classifier.classifyPixels(List.of(new byte[784], new byte[100])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("images[1] has 100 values, but the network takes 28x28 = 784");
      assertThatThrownBy(() -> classifier.classifyPixels(new byte[783]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the image has 783 values, but the network takes 28x28 = 784");
      assertThatThrownBy(() -> classifier.classifyFeatures(new float[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 values");
      assertThatThrownBy(() -> classifier.classifyFeatures(List.of(new float[785])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("785 values");
    }
  }

  @Test
  void readsFilesAndNamesThoseThatItCanNot() throws IOException {
    byte[] five = Files.readAllBytes(Path.of("savedmodel/five.png"));
    Path whole = Files.write(folder.resolve("five.png"), five);
    byte[] bytes = five.clone();
    // In the compressed pixels, which the header doesn't tell.
    for (int i = bytes.length / 2; i < bytes.length / 2 + 30; i++) {
      bytes[i] ^= 0x5a;
    }
    Path damaged = Files.write(folder.resolve("damaged.png"), bytes);
    try (var classifier = SavedModelClassifier.load(Path.of("savedmodel/digits"))) {
      assertThat(classifier.classifyFile(whole)).isEqualTo(classifier.classifyFile(five));
      for (Ink ink : Ink.values()) {
        assertThat(classifier.classifyFile(whole, ink))
            .isEqualTo(classifier.classifyFile(five, ink));
        assertThatThrownBy(() -> classifier.classifyFile(damaged, ink))
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith(damaged + " can't be decoded: it is damaged");
      }
      assertThatThrownBy(() -> classifier.classifyFile(damaged))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(damaged + " can't be decoded: it is damaged");
      assertThatThrownBy(() -> classifier.classifyFile(folder))
          .isInstanceOf(DataException.class)
          .hasMessage(folder + " is a folder; give an image file");
    }
  }

  @Test
  void saysWhichSignatureAModelLacks() {
    Path bare = SavedModelExporter.of(new FeaturesAlone()).export(estimator, folder);
    try (var classifier = SavedModelClassifier.load(bare)) {
      assertThat(classifier.classifyFeatures(List.of(new float[784]))).hasSize(1);
      assertThatThrownBy(() -> classifier.classifyPixels(List.of(new byte[784])))
          .isInstanceOf(SavedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel %s has no signature pixels, only serving_default. It takes scaled features and doesn't say how to scale pixels:"
                  .formatted(bare));
    }
  }

  @Test
  void saysThatADamagedModelCanNotBeLoaded() throws IOException {
    Path version = Files.createDirectory(folder.resolve("1"));
    Files.write(version.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> SavedModelClassifier.load(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel " + version + " can't be loaded: ")
        .hasMessageEndingWith(" A file is cut off or damaged: copy the folder anew.");
  }

  private static List<byte[]> images(int count) {
    var digits = Digits.draw(count, 3).images();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(digits.image(i));
    }
    return images;
  }
}
