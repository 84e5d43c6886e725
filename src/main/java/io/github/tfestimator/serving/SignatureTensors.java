package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What the tensors of a model's signature are called in its graph.
 *
 * @param input what is fed
 * @param classes int64 [-1]
 * @param probabilities float [-1, classes]
 */
record SignatureTensors(String input, String classes, String probabilities) {
  private static final Shape CLASSES = Shape.of(Shape.UNKNOWN_SIZE);
  private static final Shape PROBABILITIES = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);

  /**
   * Finds a signature that is known here.
   *
   * @return its tensors; none if the model has no such signature with such an input
   * @throws SavedModelException if it has, but of other types or shapes, or answers something else
   */
  static Optional<SignatureTensors> find(
      Path folder, Map<String, SignatureDef> signatures, PictureSignature<?> known) {
    SignatureDef found = signatures.get(known.key());
    if (found == null || !found.containsInputs(known.input())) {
      return Optional.empty();
    }
    var tensors = new Reader(folder, known.key());
    var outputs = found.getOutputsMap();
    return Optional.of(
        new SignatureTensors(
            tensors.name(found.getInputsMap(), known.input(), known.type(), known.shape()),
            tensors.name(outputs, "classes", DataType.DT_INT64, CLASSES),
            tensors.name(outputs, "probabilities", DataType.DT_FLOAT, PROBABILITIES)));
  }

  private record Reader(Path folder, String key) {
    String name(Map<String, TensorInfo> tensors, String name, DataType type, Shape shape) {
      TensorInfo found = tensors.get(name);
      if (found == null) {
        throw new SavedModelException(
            "The SavedModel %s answers the signature %s with %s, not with %s: it isn't one of this"
                    .formatted(folder, key, tensors.keySet(), name)
                + " project's. Export it anew.");
      }
      Shape its = shape(found.getTensorShape());
      if (found.getDtype() != type || !its.isCompatibleWith(shape)) {
        throw new SavedModelException(
            "The SavedModel %s has in the signature %s %s of %s %s instead of %s %s. Export it anew."
                .formatted(folder, key, name, found.getDtype(), its, type, shape));
      }
      return found.getName();
    }

    /** TensorFlow Java's own {@code Signature} takes an unknown rank for a scalar's. */
    private static Shape shape(TensorShapeProto shape) {
      return shape.getUnknownRank()
          ? Shape.unknown()
          : Shape.of(
              shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
    }
  }
}
