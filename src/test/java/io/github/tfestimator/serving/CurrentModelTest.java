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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
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

  /** The first requests are held on every core; the last one waits for them, but not at the end. */
  @Test
  void aRequestThatWaitsForABatchIsCountedAndGoesAtTheEnd() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    var begun = new AtomicInteger();
    var held = new CountDownLatch(1);
    var config =
        ServingConfig.defaults()
            .withMicroBatches(8, Duration.ofHours(1))
            .withBatchListener(
                waits -> {
                  if (begun.incrementAndGet() <= cores) {
                    await(held);
                  }
                });
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    var current = new CurrentModel(LoadedModel.load(exported, config));
    List<FutureTask<Shape>> requests = new ArrayList<>();
    for (int i = 1; i <= cores; i++) {
      requests.add(start(current));
      await(() -> begun.get() == requests.size());
    }
    FutureTask<Shape> last = start(current);
    await(() -> current.queueLength() == 1);
    var closing = new Thread(current::close);
    closing.start();
    assertThat(last.get()).isEqualTo(Shape.of(10));
    assertThat(current.queueLength()).isZero();
    held.countDown();
    for (FutureTask<Shape> request : requests) {
      assertThat(request.get()).isEqualTo(Shape.of(10));
    }
    closing.join();
  }

  @Test
  void anInterruptStaysOneAfterClosing() {
    LoadedModel model = load(FeaturesAlone.export(folder, MinMaxScaler.unit(784)));
    var current = new CurrentModel(model);
    Thread.currentThread().interrupt();
    current.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(model.isFreed()).isTrue();
  }

  private static FutureTask<Shape> start(CurrentModel current) {
    var example = Map.of("x", new float[784]);
    var request =
        new FutureTask<>(
            () ->
                current.with(
                    model ->
                        model
                            .function("serving_default")
                            .run(example)
                            .get("probabilities")
                            .shape()));
    new Thread(request).start();
    return request;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
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
