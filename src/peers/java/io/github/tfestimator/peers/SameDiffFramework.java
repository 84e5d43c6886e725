package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Stopwatch;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * DL4J's other way to describe a network. Its convolutions reach oneDNN, which those of DL4J's
 * layers don't in this version, as they look for a class by a name that it no longer has.
 */
final class SameDiffFramework implements Framework {
  private final Path folder;
  private final PreparedData data = new PreparedData();
  private Optional<SameDiff> training = Optional.empty();
  private Optional<SameDiff> predicting = Optional.empty();

  SameDiffFramework(Path folder) {
    this.folder = folder;
  }

  @Override
  public String versions() {
    return Dl4jFramework.dl4jVersions();
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    if (training.isEmpty()) {
      training =
          Optional.of(
              SameDiffNetwork.training(Weights.read(folder), Sizes.DROPOUT, Sizes.LEARNING_RATE));
    }
    return Stopwatch.secondsOfEach(
        warmUp, steps, () -> step(training.get(), data.nextTrainingBatch()));
  }

  @Override
  public double evaluate(int images) {
    return Evaluation.run(new Loaded(predicting()), data.evaluationBatches(images));
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    SameDiff graph = SameDiffNetwork.training(Weights.read(folder), 0, check.learningRate());
    for (int i = 0; i < check.steps(); i++) {
      step(graph, check.batch());
    }
    return Evaluation.logs(new Loaded(graph).probabilities(images));
  }

  @Override
  public void save(Path model) {
    predicting().save(model.toFile(), false);
  }

  @Override
  public Predictor load(Path model) {
    return new Loaded(SameDiff.load(model.toFile(), false));
  }

  /** The loss before the step. */
  static double step(SameDiff graph, ImageBatch batch) {
    var last = new LastLoss();
    graph.fit(new DataSet(Dl4jNetwork.input(batch), Dl4jNetwork.labels(batch)), last);
    return last.loss;
  }

  static Predictor predictor(SameDiff graph) {
    return new Loaded(graph);
  }

  private SameDiff predicting() {
    if (predicting.isEmpty()) {
      predicting = Optional.of(SameDiffNetwork.predicting(Weights.read(folder)));
    }
    return predicting.get();
  }

  @Override
  public void close() {}

  private record Loaded(SameDiff graph) implements Predictor {
    @Override
    public float[] probabilities(ImageBatch images) {
      var input = Map.of(SameDiffNetwork.INPUT, Dl4jNetwork.input(images));
      return graph.outputSingle(input, SameDiffNetwork.OUTPUT).dup('c').data().asFloat();
    }

    @Override
    public void close() {}
  }

  private static final class LastLoss extends BaseListener {
    private double loss;

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationDone(SameDiff graph, At at, MultiDataSet examples, Loss losses) {
      loss = losses.totalLoss();
    }
  }
}
