package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelLoader;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;

/** Models that may serve, and requests that closing waits for. */
@Timeout(60)
@Tag("medium")
class CurrentModelTest {
  @TempDir private Path folder;

  @Test
  void closingWaitsForTheRequestsOfEarlierModelsToo() throws InterruptedException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    LoadedModel first = load(exported);
    var current = new CurrentModel(first);
    var closing = new Thread(current::close);
    current.with(
        model -> {
          current.replaceBy(load(exported));
          current.replaceBy(load(exported));
          closing.start();
          assertThat(stateAtRest(closing)).isEqualTo(Thread.State.WAITING);
          return model.function("serving_default").run(Map.of("x", new float[784]));
        });
    closing.join();
    assertThat(first.beginRequest()).isFalse();
  }

  @Test
  void aModelThatCanNotAnswerWhatIsServedNowIsRefused() {
    Path less = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    Path more =
        SavedModelExporter.of(SmallModel.PIXELS)
            .export(SmallModel.train(folder.resolve("more")), folder.resolve("out"));
    try (var current = new CurrentModel(load(more))) {
      LoadedModel weaker = load(less);
      assertThatThrownBy(() -> current.replaceBy(weaker))
          .isInstanceOf(SavedModelException.class)
          .hasMessage(
              "The SavedModel %s lacks what is served now, the signatures pixels with the same"
                  + " inputs, outputs and types. Export it with them.",
              less);
      assertThat(weaker.isFreed()).isTrue();
      assertThat(current.folder()).isEqualTo(more);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModelWhoseSignatureIsAnotherIsRefused(boolean isInput) throws IOException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    Path changed = withoutRequests(exported);
    ChangedSignature.write(
        changed,
        signature -> {
          if (isInput) {
            signature.putInputs("y", signature.getInputsOrThrow("x")).removeInputs("x");
          } else {
            signature.removeOutputs("classes");
          }
        });
    try (var current = new CurrentModel(load(exported))) {
      LoadedModel next = load(changed);
      assertThatThrownBy(() -> current.replaceBy(next))
          .isInstanceOf(SavedModelException.class)
          .hasMessageContaining("the signatures serving_default with the same inputs");
      assertThat(current.folder()).isEqualTo(exported);
    }
  }

  @Test
  void aSignatureOfAnotherTypeIsNoReplacement() throws IOException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    try (var bundle = SavedModelLoader.load(exported)) {
      var definition = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
      TensorInfo x = definition.getInputsOrThrow("x");
      var other =
          definition.toBuilder()
              .putInputs("x", x.toBuilder().setDtype(DataType.DT_DOUBLE).build())
              .build();
      var function = new SignatureFunction(exported, bundle, "serving_default", definition);
      var replacement = new SignatureFunction(exported, bundle, "serving_default", other);
      assertThat(function.canReplace(function)).isTrue();
      assertThat(replacement.canReplace(function)).isFalse();
    }
  }

  @Test
  void aModelWithMoreOutputsTakesOver() throws IOException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    Path more = withoutRequests(exported);
    ChangedSignature.write(
        more, signature -> signature.putOutputs("more", signature.getOutputsOrThrow("classes")));
    try (var current = new CurrentModel(load(exported))) {
      current.replaceBy(load(more));
      assertThat(current.folder()).isEqualTo(more);
    }
  }

  private Path withoutRequests(Path exported) throws IOException {
    Path copy = new PublishedVersions(folder).publish(exported, 7);
    Files.delete(WarmupRequests.file(copy));
    return copy;
  }

  private static Thread.State stateAtRest(Thread thread) {
    Thread.State state = thread.getState();
    while (state != Thread.State.WAITING && state != Thread.State.TERMINATED) {
      Thread.onSpinWait();
      state = thread.getState();
    }
    return state;
  }

  private static LoadedModel load(Path exported) {
    return LoadedModel.load(exported, ServingConfig.defaults());
  }
}
