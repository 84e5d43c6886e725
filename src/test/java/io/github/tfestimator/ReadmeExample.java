package io.github.tfestimator;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.cnn.data.TrainTestSplit;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainAndEvaluateResult;
import io.github.tfestimator.estimator.TrainSpec;
import io.github.tfestimator.export.BestExporter;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.hooks.EarlyStoppingHook;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The code of the README and of docs/tutorial.md, program.md and serving.md. */
final class ReadmeExample {
  private ReadmeExample() {}

  /** To be run by hand, with the name of an image: it downloads MNIST and trains for minutes. */
  public static void main(String[] args) throws IOException {
    DataSplit mnist = TrainTestSplit.split(Mnist.original(Mnist.fetch()), 0.2, 42);
    MinMaxScaler scaler = MinMaxScaler.fit(mnist.train().images());
    Examples train = Examples.of(mnist.train(), scaler);
    Examples test = Examples.of(mnist.test(), scaler);

    var cnn =
        Estimator.of(
            new CnnModelFn(CnnParams.defaults()), RunConfig.in(Path.of("train/readme_example")));
    cnn.train(
        train.shuffledBatches(100, 42),
        Steps.more(16_000),
        LoggingTensorHook.every(50, "probabilities", "softmax_tensor"));
    System.out.println(cnn.evaluate(test.batches(128)));
    try (Stream<Prediction> predictions = cnn.predict(test.batches(128))) {
      predictions.limit(10).forEach(digit -> System.out.println(digit.asLong("classes")));
    }

    Path version =
        SavedModelExporter.of(new ImageServingInputFn(scaler))
            .export(cnn, Path.of("savedmodel/example"));
    try (var classifier = SavedModelClassifier.load(version)) {
      byte[] image = Files.readAllBytes(Path.of(args[0]));
      System.out.println(classifier.classifyFile(image).classId());
    }
  }

  /** To be called by hand, too. */
  static void longJob(Examples train, Examples test, MinMaxScaler scaler) {
    var config =
        RunConfig.in(Path.of("train/readme_long"))
            .withSaveCheckpoints(Every.steps(500))
            .withKeepCheckpointMax(3);
    var cnn = Estimator.of(new CnnModelFn(CnnParams.defaults()), config);
    var patience = EarlyStoppingHook.stopIfNoIncrease(cnn.evalDir(), "accuracy", 2_000);
    TrainAndEvaluateResult result =
        cnn.trainAndEvaluate(
            TrainSpec.of(train.shuffledBatches(100, 42), Steps.upTo(16_000)).withHooks(patience),
            EvalSpec.of(test.batches(128))
                .withExporters(
                    new BestExporter(
                        "best", SavedModelExporter.of(new ImageServingInputFn(scaler)))));
    result.evaluation().ifPresent(last -> System.out.println(last.confusionMatrices()));
  }

  /** To be called by hand, too. */
  static void service() throws IOException {
    var config =
        ServingConfig.defaults().withMicroBatches(32).followingVersions(Duration.ofSeconds(1));
    try (var classifier = SavedModelClassifier.load(Path.of("savedmodel/digits"), config)) {
      byte[] file = Files.readAllBytes(Path.of("savedmodel/five.png"));
      Classification answer = classifier.classifyFile(file);
      System.out.println(answer.classId() + " " + answer.probability());
    }
  }

  /** To be called by hand, too. */
  static void classify(byte[] file) {
    try (var classifier = SavedModelClassifier.load(Path.of("savedmodel/digits"))) {
      Classification answer = classifier.classifyFile(file); // PNG, JPEG, GIF or BMP
      System.out.println(answer.classId() + " " + answer.probability());
    }
  }
}
