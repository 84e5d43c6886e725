package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ClassNames;
import java.nio.charset.StandardCharsets;
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

  /** As many classes are answered, or all if there are fewer. */
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

  /**
   * The best classes, by their names, with their probabilities, best first: [-1, 3] each.
   *
   * @param classNames the names of all classes
   */
  static SortedMap<String, Operand<?>> outputs(
      Ops tf, SortedMap<String, Operand<?>> predictions, List<String> classNames) {
    Operand<?> predicted = predictions.get("probabilities");
    if (predicted == null) {
      throw new IllegalArgumentException(
          "The model predicts %s, but must predict probabilities for the signature classify"
              .formatted(predictions.keySet()));
    }
    var probabilities = predicted.asOutput().expect(TFloat32.class);
    var best = tf.nn.topK(probabilities, tf.constant(Math.min(K, classNames.size())), TInt32.class);
    SortedMap<String, Operand<?>> outputs = new TreeMap<>();
    outputs.put("classes", names(tf, best.indices(), classNames));
    outputs.put("scores", best.values());
    return outputs;
  }

  private static Operand<TString> names(Ops tf, Operand<TInt32> classes, List<String> names) {
    if (names.equals(ClassNames.numbered(names.size()))) {
      return tf.dtypes.asString(classes);
    }
    byte[][] bytes =
        names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    var all = tf.constantOf(TString.tensorOfBytes(NdArrays.vectorOfObjects(bytes)));
    return tf.gather(all, classes, tf.constant(0));
  }
}
