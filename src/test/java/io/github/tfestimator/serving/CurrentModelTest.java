package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

/** What may serve, and what closing waits for. */
@Timeout(60)
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
          return model.features().classify(new float[784]);
        });
    closing.join();
    assertThat(first.beginRequest()).isFalse();
  }

  @Test
  void aModelThatCanNotAnswerWhatIsServedNowIsRefused() {
    Path less = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    Path more =
        SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)))
            .export(SmallModel.train(folder.resolve("more")), folder.resolve("out"));
    try (var current = new CurrentModel(load(more))) {
      LoadedModel weaker = load(less);
      assertThatThrownBy(() -> current.replaceBy(weaker))
          .isInstanceOf(SavedModelException.class)
          .hasMessage(
              "The SavedModel %s lacks what is served now, the signatures image_bytes,"
                  + " image_bytes_dark_on_light, pixels. Export it with them.",
              less);
      assertThat(weaker.isFreed()).isTrue();
      assertThat(current.folder()).isEqualTo(more);
    }
  }

  @Test
  void aModelThatIsNotForPicturesIsRefused() throws IOException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    Path file = exported.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.newBuilder().mergeFrom(Files.readAllBytes(file));
    var graph = model.getMetaGraphsBuilder(0);
    graph.putSignatureDef("other", graph.getSignatureDefOrThrow("serving_default"));
    graph.removeSignatureDef("serving_default");
    Files.write(file, model.build().toByteArray());
    assertThatThrownBy(() -> load(exported))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "The SavedModel %s has no signature for pictures, only other: it isn't one of this"
                + " project's",
            exported);
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
