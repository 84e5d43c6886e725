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
import java.util.concurrent.FutureTask;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.SavedModel;

/** When a model's memory is freed: after its last request, and not before. */
class LoadedModelTest {
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
    ModelFunction<float[]> features = model.features();
    assertThat(model.beginRequest()).isTrue();
    assertThat(model.beginRequest()).isTrue();
    model.retire();
    assertThat(features.classify(new float[784]).probabilities()).hasSize(10);
    model.endRequest();
    assertThat(features.classify(new float[784]).probabilities()).hasSize(10);
    model.endRequest();
    assertThat(model.beginRequest()).isFalse();
    assertThatThrownBy(() -> features.classify(new float[784]))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("close()");
  }

  /** The model is closed, which makes it fail on everything. */
  @Test
  void aModelThatFailsOnEverythingBlamesNoPicture() {
    LoadedModel model = load();
    ModelFunction<float[]> features = model.features();
    model.retire();
    assertThatThrownBy(() -> features.classify(List.of(new float[784], new float[784])))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s can't classify", exported);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone:0", "x:7", "x:y", ""})
  void aSignatureOfATensorThatIsNotInTheGraphIsRefused(String tensor) throws IOException {
    Path version = new PublishedVersions(folder).publish(exported, 1);
    Path file = version.resolve("saved_model.pb");
    var model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    var graph = model.getMetaGraphsBuilder(0);
    var signature = graph.getSignatureDefOrThrow("serving_default").toBuilder();
    var x = signature.getOutputsOrThrow("classes").toBuilder().setName(tensor).build();
    graph.putSignatureDef("serving_default", signature.putOutputs("classes", x).build());
    Files.write(file, model.build().toByteArray());
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
      model.features().classify(List.of(new float[784], new float[784]));
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

  private static LoadedModel load() {
    return LoadedModel.load(exported, ServingConfig.defaults());
  }
}
