package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Stopwatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's layers on ND4J's native backend. */
final class Dl4jFramework implements Framework {
  private final Path folder;
  private final PreparedData data = new PreparedData();
  private Optional<MultiLayerNetwork> network = Optional.empty();

  Dl4jFramework(Path folder) {
    this.folder = folder;
  }

  static String dl4jVersions() {
    return "DL4J %s, BLAS: %s"
        .formatted(
            MavenVersion.of("org.deeplearning4j", "deeplearning4j-nn"),
            Nd4j.getExecutioner().getEnvironmentInformation().getProperty("blas.vendor"));
  }

  @Override
  public String versions() {
    return dl4jVersions();
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    return Stopwatch.secondsOfEach(warmUp, steps, () -> step(network(), data.nextTrainingBatch()));
  }

  @Override
  public double evaluate(int images) {
    return Evaluation.run(new Loaded(network()), data.evaluationBatches(images));
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    var fresh = Dl4jNetwork.of(Weights.read(folder), 0, check.learningRate());
    for (int i = 0; i < check.steps(); i++) {
      step(fresh, check.batch());
    }
    return Evaluation.logs(new Loaded(fresh).probabilities(images));
  }

  @Override
  public void save(Path model) {
    try {
      ModelSerializer.writeModel(network(), model.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written: %s".formatted(model, e), e);
    }
  }

  @Override
  public Predictor load(Path model) {
    try {
      return new Loaded(ModelSerializer.restoreMultiLayerNetwork(model.toFile(), false));
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be loaded: %s".formatted(model, e), e);
    }
  }

  /** The loss before the step. */
  private static double step(MultiLayerNetwork network, ImageBatch batch) {
    network.fit(Dl4jNetwork.input(batch), Dl4jNetwork.labels(batch));
    return network.score();
  }

  private MultiLayerNetwork network() {
    if (network.isEmpty()) {
      network =
          Optional.of(Dl4jNetwork.of(Weights.read(folder), Sizes.DROPOUT, Sizes.LEARNING_RATE));
    }
    return network.get();
  }

  @Override
  public void close() {}

  private record Loaded(MultiLayerNetwork network) implements Predictor {
    @Override
    public float[] probabilities(ImageBatch images) {
      return network.output(Dl4jNetwork.input(images)).dup('c').data().asFloat();
    }

    @Override
    public void close() {}
  }
}
