package io.github.tfestimator.examples;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Map;

/** The code that docs/library.md begins with. */
final class LibraryExample {
  private LibraryExample() {}

  static void run(ArrayInput train, ArrayInput test, Path folder) {
    Estimator prices = Estimator.of(new Prices(), RunConfig.in(folder.resolve("model")));
    prices.train(train.shuffledBatches(50, 3), Steps.upTo(1_000));
    System.out.println(prices.evaluate(test.batches(100)));
    Path version =
        SavedModelExporter.of(ServingInputFn.raw(test.features()))
            .export(prices, folder.resolve("savedmodel"));
    try (var predictor = SavedModelPredictor.load(version)) {
      var answer =
          predictor.predict(Map.of("user", new long[] {3}, "x", new float[][] {{0.5f, 0, 0, 0}}));
      System.out.println(answer.get("price").getObject(0, 0));
    }
  }
}
