package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import io.github.tfestimator.input.JavaArrays;
import java.nio.charset.StandardCharsets;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** A writer of the messages {@code ClassificationResult} and {@code RegressionResult}. */
final class ExampleAnswers {
  private ExampleAnswers() {}

  /** Writes the classes of each example. */
  static ByteString classifications(ExampleSignatures.Classes classes) {
    NdArray<?> labels = classes.labels();
    NdArray<?> scores = classes.scores();
    Shape shape = (labels == null ? scores : labels).shape();
    byte[][] names = labels == null ? null : (byte[][]) JavaArrays.flatten(labels);
    float[] numbers = scores == null ? null : (float[]) JavaArrays.flatten(scores);
    return Wire.write(
        out -> {
          int index = 0;
          for (int i = 0; i < shape.get(0); i++) {
            int first = index;
            index += (int) shape.get(1);
            int end = index;
            out.writeBytes(
                1,
                Wire.write(
                    example -> {
                      for (int k = first; k < end; k++) {
                        example.writeBytes(1, scoredClass(names, numbers, k));
                      }
                    }));
          }
        });
  }

  private static ByteString scoredClass(byte[][] names, float[] numbers, int index) {
    return Wire.write(
        out -> {
          if (names != null) {
            // A label is a string of text; bytes that are no UTF-8 would break clients.
            out.writeString(1, new String(names[index], StandardCharsets.UTF_8));
          }
          if (numbers != null) {
            out.writeFloat(2, numbers[index]);
          }
        });
  }

  /**
   * Writes regressions.
   *
   * @param values a float for each example
   */
  static ByteString regressions(NdArray<?> values) {
    return Wire.write(
        out -> {
          for (float value : (float[]) JavaArrays.flatten(values)) {
            out.writeBytes(1, Wire.write(regression -> regression.writeFloat(1, value)));
          }
        });
  }
}
