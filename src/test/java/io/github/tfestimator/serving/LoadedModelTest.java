package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorInfo;

/** The memory of a model, freed after its last request and not before. */
class LoadedModelTest {
  private static final Map<String, float[]> EXAMPLE = Map.of("x", new float[784]);

  @TempDir static Path shared;
  private static Path exported;

  @TempDir private Path folder;

  @BeforeAll
  static void export() {
    exported = FeaturesAlone.export(shared, MinMaxScaler.unit(784));
  }

  @Test
  void aRetiredModelServesTheRequestsThatItHasToTheirEnd() {
    LoadedModel model = load();
    ExampleFunction features = model.function("serving_default");
    assertThat(model.beginRequest()).isTrue();
    assertThat(model.beginRequest()).isTrue();
    model.retire();
    assertThat(probabilities(features)).isEqualTo(Shape.of(10));
    model.endRequest();
    assertThat(probabilities(features)).isEqualTo(Shape.of(10));
    model.endRequest();
    assertThat(model.beginRequest()).isFalse();
    assertThatThrownBy(() -> features.run(EXAMPLE))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("close()");
  }

  /** The model is closed, which makes it fail on everything. */
  @Test
  void aModelThatFailsOnEverythingBlamesNoExample() {
    LoadedModel model = load();
    ExampleFunction features = model.function("serving_default");
    model.retire();
    assertThatThrownBy(() -> features.runAll(List.of(EXAMPLE, EXAMPLE)))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s fails on the signature", exported);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone:0", "x:7", "x:y", ""})
  void aSignatureOfATensorThatIsNotInTheGraphIsRefused(String tensor) throws IOException {
    Path version = new PublishedVersions(folder).publish(exported, 1);
    ChangedSignature.write(
        version,
        signature ->
            signature.putOutputs(
                "classes",
                signature.getOutputsOrThrow("classes").toBuilder().setName(tensor).build()));
    assertThatThrownBy(() -> LoadedModel.load(version, ServingConfig.defaults()))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s can't be loaded: ", version);
  }

  @Test
  @Timeout(60)
  void waitsForTheMemoryToBeFreed() throws Exception {
    LoadedModel model = load();
    model.beginRequest();
    model.retire();
    var waiting =
        new FutureTask<>(
            () -> {
              model.awaitFreed();
              return "freed";
            });
    var thread = new Thread(waiting);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    model.endRequest();
    assertThat(waiting.get()).isEqualTo("freed");
  }

  @Test
  void leavesNoNativeObjects() {
    load().retire();
    long before = Pointer.totalCount();
    for (int i = 0; i < 5; i++) {
      LoadedModel model = load();
      model.function("serving_default").runAll(List.of(EXAMPLE, EXAMPLE));
      model.retire();
    }
    assertThat(Pointer.totalCount() - before).isLessThan(5);
  }

  @Test
  void isFreedIfItsRequestsAreDamaged() throws IOException {
    Path damaged = new PublishedVersions(folder).publish(exported, 1);
    Files.createDirectories(WarmupRequests.file(damaged).getParent());
    Files.write(WarmupRequests.file(damaged), new byte[] {1, 2, 3});
    long before = Pointer.totalCount();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> LoadedModel.load(damaged, ServingConfig.defaults()))
          .isInstanceOf(SavedModelException.class)
          .hasMessageStartingWith("The requests in " + WarmupRequests.file(damaged));
    }
    assertThat(Pointer.totalCount() - before).isLessThan(5);
  }

  @Test
  void isFreedIfASignatureIsDamaged() throws IOException {
    Path version = new PublishedVersions(folder).publish(exported, 1);
    ChangedSignature.write(
        version,
        signature -> {
          TensorInfo output = signature.getOutputsOrThrow("classes");
          signature.putOutputs("classes", output.toBuilder().setName("x:y").build());
        });
    long before = Pointer.totalCount();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> LoadedModel.load(version, ServingConfig.defaults()))
          .isInstanceOf(SavedModelException.class);
    }
    assertThat(Pointer.totalCount() - before).isLessThan(5);
  }

  private static Shape probabilities(ExampleFunction features) {
    return features.run(EXAMPLE).get("probabilities").shape();
  }

  private static LoadedModel load() {
    return LoadedModel.load(exported, ServingConfig.defaults());
  }
}
