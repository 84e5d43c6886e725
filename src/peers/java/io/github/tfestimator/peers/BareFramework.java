package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.BareLoop;
import io.github.tfestimator.benchmark.Stopwatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.SavedModelBundle;

/** TensorFlow Java alone: the plain loop, and sessions of the project's SavedModel. */
final class BareFramework implements Framework {
  private final PreparedData data = new PreparedData();
  private Optional<BareLoop> loop = Optional.empty();
  private Optional<BarePredictor> predictor = Optional.empty();

  BareFramework(Path folder) {}

  @Override
  public String versions() {
    return MavenVersion.ofTensorFlow();
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    if (loop.isEmpty()) {
      loop = Optional.of(new BareLoop());
    }
    return Stopwatch.secondsOfEach(
        warmUp,
        steps,
        () -> {
          ImageBatch batch = data.nextTrainingBatch();
          loop.get().step(batch.all(), batch.oneHot());
        });
  }

  @Override
  public double evaluate(int images) {
    return Evaluation.run(predictor(), data.evaluationBatches(images));
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    throw new UnsupportedOperationException("The bare loop draws its own initial values.");
  }

  @Override
  public void save(Path model) {
    SavedModelBundle bundle = predictor().bundle();
    try {
      SavedModelBundle.exporter(model.toString())
          .withTags(SavedModelBundle.DEFAULT_TAG)
          .withSession(bundle.session())
          .withSignature(bundle.function("serving_default").signature())
          .export();
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written: %s".formatted(model, e), e);
    }
  }

  @Override
  public Predictor load(Path model) {
    return new BarePredictor(model);
  }

  private BarePredictor predictor() {
    if (predictor.isEmpty()) {
      predictor = Optional.of(new BarePredictor(CommittedModel.folder()));
    }
    return predictor.get();
  }

  @Override
  public void close() {
    loop.ifPresent(BareLoop::close);
    predictor.ifPresent(BarePredictor::close);
  }
}
