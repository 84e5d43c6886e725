package io.github.tfestimator.examples;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.Map;

/** The code of docs/deploy.md. */
public final class OnnxExample {
  private OnnxExample() {}

  /** Returns the probabilities of the classes of an image of 28x28 pixels, by digits.onnx. */
  public static float[] probabilities(String file, byte[] pixels) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    long[] shape = {1, 28, 28};
    try (var options = new OrtSession.SessionOptions();
        var session = environment.createSession(file, options);
        var image =
            OnnxTensor.createTensor(
                environment, ByteBuffer.wrap(pixels), shape, OnnxJavaType.UINT8);
        var answer = session.run(Map.of("image", image))) {
      return ((float[][]) answer.get("probabilities").orElseThrow().getValue())[0];
    }
  }
}
