package io.github.tfestimator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;

/** The whole life of four models that have nothing to do with MNIST. */
@Tag("medium")
class ExampleModelsTest {
  private static final int STEPS = 200;
  private static final int STOPPED_AT = 70;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  /** A model with its examples, and what it must learn of them. */
  private record Example(
      ModelFn model, ArrayInput train, ArrayInput test, Predicate<Evaluation> hasLearned) {
    @Override
    public String toString() {
      return model.getClass().getSimpleName();
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        new Example(
            new Prices(),
            Prices.examples(2000, 1),
            Prices.examples(300, 2),
            // The prices' own standard deviation is 1.5.
            evaluation -> evaluation.metric("rmse") < 0.6),
        new Example(
            new Reviews(),
            Reviews.examples(500, 1),
            Reviews.examples(100, 2),
            evaluation -> evaluation.accuracy() > 0.95 && evaluation.metric("recall") > 0.95),
        new Example(
            new Flags(),
            Flags.examples(400, 1),
            Flags.examples(100, 2),
            evaluation -> evaluation.accuracy() > 0.9),
        new Example(
            new Autoencoder(),
            Autoencoder.examples(500, 1),
            Autoencoder.examples(100, 2),
            // The curves' own mean absolute value is 0.6.
            evaluation -> evaluation.metric("mae") < 0.15));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void trainsResumesEvaluatesExportsAndServes(Example example) {
    Estimator whole = estimator(example, "whole");
    whole.train(example.train().shuffledBatches(50, 3), Steps.upTo(STEPS));

    Estimator stopped = estimator(example, "stopped");
    stopped.train(example.train().shuffledBatches(50, 3), Steps.upTo(STOPPED_AT));
    stopped.train(example.train().shuffledBatches(50, 3), Steps.upTo(STEPS));
    assertThat(variables(stopped)).isEqualTo(variables(whole));

    Evaluation evaluation = whole.evaluate(example.test().batches(32));
    assertThat(evaluation).matches(example.hasLearned());
    assertThat(stopped.evaluate(example.test().batches(32))).isEqualTo(evaluation);

    assertServesThePredictions(example, whole);
  }

  private void assertServesThePredictions(Example example, Estimator estimator) {
    List<Prediction> expected;
    try (Stream<Prediction> predictions = estimator.predict(example.test().batches(100))) {
      expected = predictions.limit(100).toList();
    }
    Path version =
        SavedModelExporter.of(ServingInputFn.raw(example.test().features()))
            .export(estimator, folder.resolve("export"));
    Batch batch = example.test().batches(100).from(0).next();
    try (var predictor = SavedModelPredictor.load(version)) {
      Map<String, NdArray<?>> answer = predictor.predict(batch.features());
      assertThat(answer.keySet()).isEqualTo(expected.get(0).values().keySet());
      answer.forEach(
          (name, array) -> {
            for (int i = 0; i < 100; i++) {
              assertThat(JavaArrays.flatten(array.get(i)))
                  .as("%s of example %d", name, i)
                  .isEqualTo(JavaArrays.flatten(expected.get(i).get(name)));
            }
          });
    }
  }

  private Estimator estimator(Example example, String name) {
    return Estimator.of(example.model(), RunConfig.in(folder.resolve(name)));
  }

  private static List<VariableInfo> variables(Estimator estimator) {
    return estimator.newestCheckpoint().variables();
  }
}
