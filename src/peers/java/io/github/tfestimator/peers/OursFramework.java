package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.PausableTraining;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.WarmStartSettings;
import io.github.tfestimator.export.SavedModelExporter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The project, by its public classes, with what they do by default. */
final class OursFramework implements Framework {
  private static final int TRAINING_IMAGES = 2_000;
  private static final long SEED = 42;

  private final Path folder;
  private Optional<PausableTraining> training = Optional.empty();
  private Optional<Estimator> trained = Optional.empty();

  OursFramework(Path folder) {
    this.folder = folder;
  }

  @Override
  public String versions() {
    return MavenVersion.ofTensorFlow();
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    if (training.isEmpty()) {
      Examples examples = ImageBatch.examples(TRAINING_IMAGES);
      training =
          Optional.of(
              PausableTraining.start(
                  estimator("training", CnnParams.defaults()),
                  examples.shuffledBatches(Sizes.TRAINING_BATCH, SEED)));
    }
    return training.get().secondsOfSteps(warmUp, steps);
  }

  @Override
  public double evaluate(int images) {
    return trained().evaluate(ImageBatch.examples(images).batches(Sizes.EVALUATION_BATCH)).loss();
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    var params =
        CnnParams.defaults()
            .withLayers(List.of(Sizes.FILTERS1, Sizes.FILTERS2), List.of(Sizes.UNITS))
            .withRates(0, check.learningRate());
    Estimator estimator = estimator("check", params);
    estimator.train(
        check.batch().toInput().shuffledBatches(check.batch().size(), SEED),
        Steps.more(check.steps()));
    float[] probabilities = new float[images.size() * Sizes.CLASSES];
    try (Stream<Prediction> predictions =
        estimator.predict(images.toInput().batches(images.size()))) {
      var next = FloatBuffer.wrap(probabilities);
      predictions.forEach(prediction -> next.put(prediction.asFloats("probabilities")));
    }
    return Evaluation.logs(probabilities);
  }

  @Override
  public void save(Path model) {
    SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(Sizes.WIDTH)))
        .export(trained(), model);
  }

  @Override
  public Predictor load(Path model) {
    return new Loaded(SavedModelClassifier.load(model));
  }

  /** One that has a checkpoint to evaluate and to export. */
  private Estimator trained() {
    if (trained.isEmpty()) {
      Estimator estimator = estimator("trained", CnnParams.defaults());
      Examples examples = ImageBatch.examples(Sizes.TRAINING_BATCH);
      estimator.train(examples.batches(Sizes.TRAINING_BATCH), Steps.more(1));
      trained = Optional.of(estimator);
    }
    return trained.get();
  }

  /** In a model directory of its own, as another process of ours may train at the same time. */
  private Estimator estimator(String name, CnnParams params) {
    Path modelDir = folder.resolve("ours-%s-%d".formatted(name, ProcessHandle.current().pid()));
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir))
        .warmStartedFrom(WarmStartSettings.from(CommittedModel.folder()));
  }

  @Override
  public void close() {
    training.ifPresent(PausableTraining::close);
  }

  private record Loaded(SavedModelClassifier classifier) implements Predictor {
    @Override
    public float[] probabilities(ImageBatch images) {
      if (images.size() == 1) {
        return classifier.classifyFeatures(images.each().get(0)).probabilities();
      }
      List<Classification> answers = classifier.classifyFeatures(images.each());
      float[] probabilities = new float[answers.size() * Sizes.CLASSES];
      for (int i = 0; i < answers.size(); i++) {
        float[] values = answers.get(i).probabilities();
        System.arraycopy(values, 0, probabilities, i * Sizes.CLASSES, Sizes.CLASSES);
      }
      return probabilities;
    }

    @Override
    public void close() {
      classifier.close();
    }
  }
}
