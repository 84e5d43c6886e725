package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Rows;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

@Tag("medium")
class PredictionTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path empty;
  private Estimator estimator;

  @BeforeEach
  void train() {
    estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(20));
  }

  @Test
  void eachExampleGetsProbabilitiesAndAClass() {
    List<Prediction> predictions = estimator.predict(TinyModel.examples(22, 10)).toList();
    assertThat(predictions).hasSize(22);
    for (Prediction prediction : predictions) {
      float[] probabilities = prediction.asFloats("probabilities");
      assertThat(probabilities).hasSize(TinyModel.CLASSES);
      assertThat((double) probabilities[0] + probabilities[1] + probabilities[2])
          .isCloseTo(1, within(1e-6));
      assertThat(prediction.asLong("classes")).isEqualTo(EvaluationTest.argMax(probabilities));
    }
    assertThat(predictions.stream().mapToLong(p -> p.asLong("classes")).distinct().count())
        .isGreaterThan(1);
  }

  /** An input that can't be opened, or not be closed. */
  private record BrokenInput(InputFn input, boolean opens) implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> features() {
      return input.features();
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return input.labels();
    }

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public BatchIterator from(long first) {
      if (!opens) {
        throw new IllegalStateException("can't be opened");
      }
      BatchIterator batches = input.from(first);
      return new BatchIterator() {
        @Override
        public boolean hasNext() {
          return batches.hasNext();
        }

        @Override
        public Batch next() {
          return batches.next();
        }

        @Override
        public void close() {
          throw new IllegalStateException("can't be closed");
        }
      };
    }
  }

  /** A graph that is closed before its session waits for it forever. */
  @Test
  @Timeout(60)
  void anInputThatThrowsLeavesNothingOpen() {
    var unopened = new BrokenInput(TinyModel.examples(5, 2), false);
    assertThatThrownBy(() -> estimator.predict(unopened)).hasMessage("can't be opened");
    var unclosed = new BrokenInput(TinyModel.examples(5, 2), true);
    Stream<Prediction> predictions = estimator.predict(unclosed);
    assertThatThrownBy(predictions::count).hasMessage("can't be closed");
  }

  @Test
  void twoPredictionsMayReadOneTensor() {
    ModelFn twice =
        (tf, features, labels, mode) -> {
          var spec =
              (EstimatorSpec.Predict) new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
          var classes = spec.predictions().get("classes");
          var probabilities = spec.predictions().get("probabilities");
          return EstimatorSpec.predict(
              Map.of("classes", classes, "p", probabilities, "probabilities", probabilities));
        };
    Prediction expected = estimator.predict(TinyModel.examples(5, 5)).toList().get(3);
    Prediction prediction =
        Estimator.of(twice, RunConfig.in(modelDir))
            .predict(TinyModel.examples(5, 5))
            .toList()
            .get(3);
    assertThat(prediction.asLong("classes")).isEqualTo(expected.asLong("classes"));
    assertThat(prediction.asFloats("p")).isEqualTo(expected.asFloats("probabilities"));
    assertThat(prediction.asFloats("probabilities")).isEqualTo(expected.asFloats("probabilities"));
  }

  @Test
  void labelsDontMatter() {
    var input = TinyModel.examples(22, 10);
    List<float[]> labeled = probabilities(input);
    assertThat(probabilities(input.labeled(c -> 0))).usingRecursiveComparison().isEqualTo(labeled);
    assertThat(probabilities(input.unlabeled())).usingRecursiveComparison().isEqualTo(labeled);
  }

  @Test
  void predictionsAreInTheOrderOfTheInput() {
    List<float[]> many = probabilities(TinyModel.examples(22, 10));
    List<float[]> one = probabilities(TinyModel.examples(22, 1));
    for (int i = 0; i < 22; i++) {
      for (int c = 0; c < TinyModel.CLASSES; c++) {
        assertThat(many.get(i)[c]).as("%d", i).isCloseTo(one.get(i)[c], within(1e-6f));
      }
    }
  }

  @Test
  void noExamplesGiveNoPredictions() {
    assertThat(estimator.predict(TinyModel.examples(0, 10))).isEmpty();
  }

  @Test
  void anInputWithoutEndIsPredictedAsFarAsAskedFor() {
    try (Stream<Prediction> predictions = estimator.predict(TinyModel.TRAIN)) {
      assertThat(predictions.limit(100)).hasSize(100);
    }
  }

  @Test
  void aMillionPredictionsTakeTheMemoryOfABatch() throws Exception {
    List<String> command =
        new ArrayList<>(ChildProcess.javaCommand(ManyPredictionsProcess.class, modelDir));
    command.set(command.indexOf("-Xmx256m"), "-Xmx48m");
    try (var process = ChildProcess.start(command)) {
      assertThat(process.exitCode()).as(String.join("\n", process.lines())).isZero();
      assertThat(process.linesWith("predicted " + ManyPredictionsProcess.EXAMPLES)).hasSize(1);
    }
  }

  @Test
  void aPredictionThatIsntThereIsNamedWithThoseThatAre() {
    Prediction prediction = estimator.predict(TinyModel.examples(1, 1)).toList().get(0);
    assertThatThrownBy(() -> prediction.asLong("probabilities"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The prediction \"probabilities\" is of float32, not of int64");
    assertThatThrownBy(() -> prediction.asFloats("classes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The prediction \"classes\" is of int64, not of float32");
    assertThatThrownBy(() -> prediction.asFloats("logits"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no prediction \"logits\", only [classes, probabilities]");
  }

  @Test
  void withoutCheckpointNothingIsGuessed() {
    Estimator untrained = TinyModel.in(empty);
    assertNoCheckpoint(() -> untrained.evaluate(TinyModel.examples(4, 2)), "evaluate");
    assertNoCheckpoint(() -> untrained.predict(TinyModel.examples(4, 2)), "predict");
    assertNoCheckpoint(() -> untrained.openForServing(PredictionTest::pictures).close(), "export");
    assertNoCheckpoint(untrained::newestCheckpoint, "open");
    assertThat(TinyModel.contents(empty)).isEmpty();
  }

  @Test
  void aModelThatAsksForLabelsInPredictIsToldSo() {
    ModelFn asks =
        (tf, features, labels, mode) -> {
          labels.get();
          return new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
        };
    assertThatThrownBy(
            () -> Estimator.of(asks, RunConfig.in(modelDir)).predict(TinyModel.examples(4, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no labels in PREDICT");
  }

  @Test
  void aServingGraphPredictsTheSameWithoutTraining() {
    float[] expected = probabilities(TinyModel.examples(4, 4)).get(2);
    float[] x = Rows.x(TinyModel.examples(4, 4).from(0).next());
    try (ServingGraph serving = estimator.openForServing(PredictionTest::pictures);
        TFloat32 fed = Tensors.tensor(x, Shape.of(4, TinyModel.WIDTH))) {
      assertThat(serving.globalStep()).isEqualTo(20);
      var outputs = serving.outputs(serving.signatures().get(0));
      assertThat(outputs).containsOnlyKeys("classes", "probabilities");
      var probabilities = outputs.get("probabilities");
      try (var result =
          serving.session().runner().feed("input_fn/pictures", fed).fetch(probabilities).run()) {
        float[] all = Tensors.floats(result.get(0));
        assertThat(new float[] {all[6], all[7], all[8]}).containsExactly(expected);
      }
      serving
          .session()
          .graph()
          .operations()
          .forEachRemaining(
              op ->
                  assertThat(op.type())
                      .isNotIn(
                          "ResourceApplyGradientDescent",
                          "StatelessRandomUniform",
                          "AssignAddVariableOp"));
    }
  }

  private static ServingInput pictures(Ops tf) {
    var x =
        tf.withName("pictures")
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, TinyModel.WIDTH)));
    return new ServingInput(
        Features.of(new TreeMap<>(Map.of("x", x))),
        List.of(ServingSignature.predict("serving_default", "x", x)));
  }

  private List<float[]> probabilities(InputFn input) {
    return estimator.predict(input).map(p -> p.asFloats("probabilities")).toList();
  }

  private void assertNoCheckpoint(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String purpose) {
    assertThatThrownBy(what)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no checkpoint to " + purpose)
        .hasMessageContaining(empty.toString());
  }
}
