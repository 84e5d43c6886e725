package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Both ends of TensorFlow Serving's classify API: examples in, the most probable classes out. */
final class TopClasses {
  /** The name of the image's feature in a {@code tf.Example}. */
  static final String FEATURE = "image_bytes";

  private static final int K = 3;

  private TopClasses() {}

  /** No strings: [0]. */
  static Operand<TString> none(Ops tf) {
    return tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
  }

  /** The files that serialized {@code tf.Example}s of [-1] hold: strings of [-1]. */
  static Operand<TString> imageBytes(Ops tf, Operand<TString> examples) {
    Operand<TString> none = none(tf);
    var parsed =
        tf.io.parseExample(
            examples,
            none,
            none,
            tf.array(FEATURE),
            none,
            List.of(none), // Without a default: an example that lacks it is an error.
            0L,
            List.of(),
            List.of(),
            List.of(),
            List.of(Shape.scalar()));
    return parsed.denseValues().get(0).expect(TString.class);
  }

  /** The best classes, as text, with their probabilities, best first: [-1, 3] each. */
  static SortedMap<String, Operand<?>> outputs(Ops tf, SortedMap<String, Operand<?>> predictions) {
    Operand<?> predicted = predictions.get("probabilities");
    if (predicted == null) {
      throw new IllegalArgumentException(
          "The model predicts %s, but must predict probabilities for the signature classify"
              .formatted(predictions.keySet()));
    }
    var probabilities = predicted.asOutput().expect(TFloat32.class);
    var best = tf.nn.topK(probabilities, tf.constant(K), TInt32.class);
    SortedMap<String, Operand<?>> outputs = new TreeMap<>();
    outputs.put("classes", tf.dtypes.asString(best.indices()));
    outputs.put("scores", best.values());
    return outputs;
  }
}
