package io.github.tfestimator.peers;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** ONNX Runtime, which only predicts. */
final class OnnxFramework implements Framework {
  private final Path folder;
  private final PreparedData data = new PreparedData();
  private Optional<Weights> weights = Optional.empty();
  private Optional<Predictor> predictor = Optional.empty();

  OnnxFramework(Path folder) {
    this.folder = folder;
  }

  @Override
  public String versions() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public double[] secondsOfSteps(int warmUp, int steps) {
    throw new UnsupportedOperationException("ONNX Runtime doesn't train.");
  }

  @Override
  public double evaluate(int images) {
    if (predictor.isEmpty()) {
      Path model = folder.resolve("evaluated.onnx");
      save(model);
      predictor = Optional.of(load(model));
    }
    return Evaluation.run(predictor.get(), data.evaluationBatches(images));
  }

  @Override
  public float[] afterSteps(TrainingCheck check, ImageBatch images) {
    throw new UnsupportedOperationException("ONNX Runtime doesn't train.");
  }

  @Override
  public void save(Path model) {
    if (weights.isEmpty()) {
      weights = Optional.of(Weights.read(folder));
    }
    try {
      OnnxModel.write(weights.get(), model);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be written: %s".formatted(model, e), e);
    }
  }

  @Override
  public Predictor load(Path model) {
    return new OnnxPredictor(model);
  }

  @Override
  public void close() {
    predictor.ifPresent(Predictor::close);
  }
}
