package io.github.tfestimator.peers;

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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The project, by its public classes, with what they do by default. */
final class OursContender implements Contender {
  private static final Steps ON_AND_ON = Steps.more(Integer.MAX_VALUE);

  private final Path folder;
  private Optional<OursTraining> training = Optional.empty();
  private Optional<Estimator> judge = Optional.empty();

  OursContender(Path folder) {
    this.folder = folder;
  }

  @Override
  public String versions() {
    return MavenVersion.ofTensorFlow();
  }

  @Override
  public double secondsPerStep(int warmUp, int steps) {
    if (training.isEmpty()) {
      training =
          Optional.of(new OursTraining(estimator("training", CnnParams.defaults()), ON_AND_ON));
    }
    return training.get().secondsPerStep(warmUp, steps);
  }

  @Override
  public double evaluate(int pictures) {
    return trained().evaluate(Pictures.examples(pictures).batches(Sizes.EVALUATION_BATCH)).loss();
  }

  @Override
  public float[] afterSteps(TrainingCheck check, Pictures pictures) {
    var params =
        new CnnParams(Sizes.FILTERS1, Sizes.FILTERS2, Sizes.UNITS, 0, check.learningRate());
    Estimator estimator = estimator("check", params);
    estimator.train(new OneBatch(check.batch()), Steps.more(check.steps()));
    List<Prediction> found = estimator.predict(new OneBatch(pictures).once());
    float[] probabilities = new float[found.size() * Sizes.CLASSES];
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(
          found.get(i).asFloats("probabilities"),
          0,
          probabilities,
          i * Sizes.CLASSES,
          Sizes.CLASSES);
    }
    return Evaluating.logs(probabilities);
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
    if (judge.isEmpty()) {
      Estimator estimator = estimator("trained", CnnParams.defaults());
      Examples examples = Pictures.examples(Sizes.TRAINING_BATCH);
      estimator.train(examples.batches(Sizes.TRAINING_BATCH), Steps.more(1));
      judge = Optional.of(estimator);
    }
    return judge.get();
  }

  /** In a model directory of its own, as another process of ours may train at the same time. */
  private Estimator estimator(String name, CnnParams params) {
    Path modelDir = folder.resolve("ours-%s-%d".formatted(name, ProcessHandle.current().pid()));
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir))
        .warmStartedFrom(WarmStartSettings.from(CommittedModel.folder()));
  }

  @Override
  public void close() {
    training.ifPresent(OursTraining::close);
  }

  private record Loaded(SavedModelClassifier classifier) implements Predictor {
    @Override
    public float[] probabilities(Pictures pictures) {
      if (pictures.size() == 1) {
        return classifier.classifyFeatures(pictures.each().get(0)).probabilities();
      }
      List<Classification> found = classifier.classifyFeatures(pictures.each());
      float[] probabilities = new float[found.size() * Sizes.CLASSES];
      for (int i = 0; i < found.size(); i++) {
        float[] its = found.get(i).probabilities();
        System.arraycopy(its, 0, probabilities, i * Sizes.CLASSES, Sizes.CLASSES);
      }
      return probabilities;
    }

    @Override
    public void close() {
      classifier.close();
    }
  }
}
