package io.github.tfestimator.serving;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Signature;
import org.tensorflow.Signature.TensorDescription;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

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
   * @throws ServingException if it has, but of other types or shapes, or answers something else
   */
  static Optional<SignatureTensors> find(
      Path folder, Iterable<Signature> signatures, PictureSignature<?> known) {
    for (Signature found : signatures) {
      if (found.key().equals(known.key()) && found.inputNames().contains(known.input())) {
        var tensors = new Reader(folder, found.key());
        return Optional.of(
            new SignatureTensors(
                tensors.name(found.getInputs(), known.input(), known.type(), known.shape()),
                tensors.name(found.getOutputs(), "classes", DataType.DT_INT64, CLASSES),
                tensors.name(
                    found.getOutputs(), "probabilities", DataType.DT_FLOAT, PROBABILITIES)));
      }
    }
    return Optional.empty();
  }

  private record Reader(Path folder, String key) {
    String name(Map<String, TensorDescription> tensors, String name, DataType type, Shape shape) {
      TensorDescription found = tensors.get(name);
      if (found == null) {
        throw new ServingException(
            "The SavedModel %s answers the signature %s with %s, not with %s: it isn't one of this"
                    .formatted(folder, key, tensors.keySet(), name)
                + " project's. Export it anew.");
      }
      if (found.dataType != type || !found.shape.isCompatibleWith(shape)) {
        throw new ServingException(
            "The SavedModel %s has in the signature %s %s of %s %s instead of %s %s. Export it anew."
                .formatted(folder, key, name, found.dataType, found.shape, type, shape));
      }
      return found.name;
    }
  }
}
