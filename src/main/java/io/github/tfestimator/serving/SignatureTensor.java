package io.github.tfestimator.serving;

import io.github.tfestimator.input.JavaArrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input or output of a signature.
 *
 * @param name in the signature
 * @param type of the elements
 * @param shape with -1 for what is unknown. TensorFlow Java's own {@code Signature} takes an
 *     unknown rank as a scalar's
 * @param output in the graph; none if it isn't one tensor, as of sparse ones
 * @param part what it is of a ragged or sparse tensor, in words; empty if it is a tensor itself
 */
record SignatureTensor(
    String name, DataType type, Shape shape, Optional<Output<?>> output, String part) {

  /**
   * Looks up tensors of a signature.
   *
   * @param parts what some are of ragged or sparse tensors
   * @throws IllegalArgumentException if the graph lacks one
   */
  static SortedMap<String, SignatureTensor> of(
      Map<String, TensorInfo> tensors, Map<String, String> parts, Graph graph) {
    SortedMap<String, SignatureTensor> result = new TreeMap<>();
    tensors.forEach(
        (name, info) -> result.put(name, of(name, info, parts.getOrDefault(name, ""), graph)));
    return result;
  }

  private static SignatureTensor of(String name, TensorInfo info, String part, Graph graph) {
    boolean isOne = info.getEncodingCase() == TensorInfo.EncodingCase.NAME;
    return new SignatureTensor(
        name,
        info.getDtype(),
        shape(info.getTensorShape()),
        isOne ? Optional.of(output(info.getName(), graph)) : Optional.empty(),
        part);
  }

  private static Output<?> output(String tensor, Graph graph) {
    Output<?> output = graph.outputOrThrow(tensor);
    if (output.index() >= output.op().numOutputs()) {
      throw new IllegalArgumentException("the graph has no tensor " + tensor);
    }
    return output;
  }

  private static Shape shape(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Shape.unknown()
        : Shape.of(shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  boolean isConvertible() {
    return output.isPresent() && JavaArrays.isSupported(type);
  }

  /** Tells whether the first dimension may be any number of examples. */
  boolean isBatch() {
    return shape.isUnknown() || (shape.numDimensions() > 0 && shape.get(0) == Shape.UNKNOWN_SIZE);
  }

  /**
   * Returns a value to be fed as an array.
   *
   * @throws IllegalArgumentException if it is of another type or shape
   */
  NdArray<?> array(String signature, Object value) {
    return array(signature, "", shape, value);
  }

  /**
   * Returns the value of one example of a batch as an array.
   *
   * @throws IllegalArgumentException if it is of another type or shape
   */
  NdArray<?> example(String signature, Object value) {
    Shape one = shape.isUnknown() ? shape : shape.tail();
    return array(signature, " for an example", one, value);
  }

  /** Checks a tensor to be fed. */
  void check(String signature, Tensor tensor) {
    if (tensor.dataType() != type || !tensor.shape().isCompatibleWith(shape)) {
      String given = "a tensor of %s".formatted(text(tensor.dataType(), tensor.shape()));
      throw mismatch(signature, "", shape, given);
    }
  }

  private NdArray<?> array(String signature, String each, Shape expected, Object value) {
    NdArray<?> array;
    try {
      array = JavaArrays.toNdArray(type, value);
    } catch (IllegalArgumentException e) {
      throw mismatch(signature, each, expected, e.getMessage());
    }
    if (!array.shape().isCompatibleWith(expected)) {
      boolean isEmpty = array.size() == 0 && value.getClass().isArray();
      String given =
          isEmpty ? "an empty " + value.getClass().getSimpleName() : "values of " + array.shape();
      throw mismatch(signature, each, expected, given);
    }
    return array;
  }

  private IllegalArgumentException mismatch(
      String signature, String each, Shape expected, String given) {
    return new IllegalArgumentException(
        "The input %s of the signature %s takes %s%s, but was given %s"
            .formatted(name, signature, text(type, expected) + asPart(), each, given));
  }

  @Override
  public String toString() {
    return name + " " + text(type, shape) + asPart();
  }

  private String asPart() {
    return part.isEmpty() ? "" : " (" + part + ")";
  }

  private static String text(DataType type, Shape shape) {
    return type + " " + (shape.isUnknown() ? "of any rank" : shape);
  }
}
