package io.github.tfestimator.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** A session of ONNX Runtime with its defaults: all optimizations, a thread for each core. */
final class OnnxPredictor implements Predictor {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxPredictor(Path model) {
    try (var options = new OrtSession.SessionOptions()) {
      session = environment.createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new IllegalStateException("%s can't be loaded: %s".formatted(model, e), e);
    }
  }

  @Override
  public float[] probabilities(ImageBatch images) {
    long[] shape = {images.size(), 1, Sizes.SIDE, Sizes.SIDE};
    try (var x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images.all()), shape);
        var result = session.run(Map.of(OnnxModel.INPUT, x))) {
      float[] probabilities = new float[images.size() * Sizes.CLASSES];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(probabilities);
      return probabilities;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime can't predict: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime's session can't be closed: " + e, e);
    }
  }
}
