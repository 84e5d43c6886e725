package io.github.tfestimator.peers;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import io.github.tfestimator.benchmark.Stopwatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** DJL with PyTorch. */
final class DjlFramework implements Framework {
  private final Path folder;
  private final PreparedData data = new PreparedData();
  private Optional<DjlTraining> training = Optional.empty();
  private Optional<Model> model = Optional.empty();
  private Optional<DjlPredictor> predictor = Optional.empty();

  DjlFramework(Path folder) {
    this.folder = folder;
  }

  @Override
  public String versions() {
    Engine engine = Engine.getInstance();
    return "DJL %s, %s %s"
        .formatted(Engine.getDjlVersion(), engine.getEngineName(), engine.getVersion());
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    if (training.isEmpty()) {
      Model fresh = DjlNetwork.model(Sizes.DROPOUT, Weights.read(folder));
      training = Optional.of(new DjlTraining(fresh, Sizes.LEARNING_RATE));
    }
    return Stopwatch.secondsOfEach(
        warmUp, steps, () -> training.get().step(data.nextTrainingBatch()));
  }

  @Override
  public double evaluate(int images) {
    if (predictor.isEmpty()) {
      predictor = Optional.of(new DjlPredictor(weighted()));
    }
    return Evaluation.run(predictor.get(), data.evaluationBatches(images));
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    Model fresh = DjlNetwork.model(0, Weights.read(folder));
    try (var training = new DjlTraining(fresh, check.learningRate())) {
      for (int i = 0; i < check.steps(); i++) {
        training.step(check.batch());
      }
      return Evaluation.logs(new DjlPredictor(training.model()).probabilities(images));
    }
  }

  @Override
  public void save(Path to) {
    try {
      weighted().save(to, DjlNetwork.NAME);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written: %s".formatted(to, e), e);
    }
  }

  @Override
  public Predictor load(Path from) {
    Model loaded = DjlNetwork.model(Sizes.DROPOUT);
    try {
      loaded.load(from, DjlNetwork.NAME);
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException("%s can't be loaded: %s".formatted(from, e), e);
    }
    return new DjlPredictor(loaded);
  }

  private Model weighted() {
    if (model.isEmpty()) {
      model = Optional.of(DjlNetwork.model(Sizes.DROPOUT, Weights.read(folder)));
    }
    return model.get();
  }

  @Override
  public void close() {
    training.ifPresent(DjlTraining::close);
    predictor.ifPresent(DjlPredictor::close);
  }
}
