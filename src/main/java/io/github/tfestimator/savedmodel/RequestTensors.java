package io.github.tfestimator.savedmodel;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The inputs of a request as tensors. Owns them. */
public final class RequestTensors implements AutoCloseable {
  /** Elements that a tensor may have: a proto of a few bytes may stand for any number. */
  static final long MAX_SIZE = Integer.MAX_VALUE / Long.BYTES;

  /** Strings that a proto may leave out, of 24 bytes each: the last one stands for all of them. */
  static final long MAX_OMITTED_STRINGS = 1 << 20;

  private final Map<String, Tensor> tensors = new HashMap<>();

  private RequestTensors() {}

  /**
   * Makes tensors of protos, as TensorFlow does.
   *
   * @param inputs by name; floats, doubles, integers of 8 bits without sign or of 32 or 64 with it,
   *     bools or strings
   * @return the same as tensors, to be closed by the caller
   * @throws IllegalArgumentException if one is of another type, has more values than fit its shape,
   *     or a shape of far more elements than a request has
   * @throws org.tensorflow.exceptions.TensorFlowException if TensorFlow can't make a tensor of one
   */
  public static RequestTensors of(Map<String, TensorProto> inputs) {
    var request = new RequestTensors();
    try (var graph = new Graph();
        var session = new Session(graph, Unoptimized.onCpu())) {
      Ops tf = Ops.create(graph);
      inputs.forEach((name, proto) -> request.tensors.put(name, tensor(tf, session, name, proto)));
      return request;
    } catch (RuntimeException | Error e) {
      request.close();
      throw e;
    }
  }

  private static Tensor tensor(Ops tf, Session session, String name, TensorProto proto) {
    Class<? extends TType> type =
        TensorValues.tensorClass(proto.getDtype())
            .orElseThrow(() -> wrong(name, proto, "is of a type that no request can have here"));
    requireFit(name, proto);
    var bytes = tf.placeholder(TString.class);
    var parsed = tf.io.parseTensor(bytes, type);
    var content = NdArrays.scalarOfObject(proto.toByteArray());
    try (TString serialized = TString.tensorOfBytes(content)) {
      // Only the one tensor is in the result, and its owner is the request.
      @SuppressWarnings("resource")
      Result result = session.runner().feed(bytes, serialized).fetch(parsed).run();
      return result.get(0);
    }
  }

  static void requireFit(String name, TensorProto proto) {
    long size = 1;
    for (TensorShapeProto.Dim dim : proto.getTensorShape().getDimList()) {
      if (dim.getSize() < 0) {
        throw wrong(name, proto, "has no definite shape");
      }
      size = Math.min(size * Math.min(dim.getSize(), MAX_SIZE + 1), MAX_SIZE + 1);
    }
    if (proto.getTensorShape().getUnknownRank()) {
      throw wrong(name, proto, "has no definite shape");
    }
    if (size > MAX_SIZE) {
      throw wrong(name, proto, "is too large");
    }
    int values =
        proto.getFloatValCount()
            + proto.getDoubleValCount()
            + proto.getIntValCount()
            + proto.getInt64ValCount()
            + proto.getBoolValCount()
            + proto.getStringValCount();
    // TensorFlow would ignore surplus values.
    if (values > size) {
      throw wrong(name, proto, "has %d values, but room for %d".formatted(values, size));
    }
    // A string in the content takes a byte or more.
    long strings = values + proto.getTensorContent().size() + MAX_OMITTED_STRINGS;
    if (proto.getDtype() == DataType.DT_STRING && size > strings) {
      throw wrong(name, proto, "is too large for its %d strings".formatted(values));
    }
  }

  private static IllegalArgumentException wrong(String name, TensorProto proto, String what) {
    return new IllegalArgumentException(
        "The input %s (%s %s) %s"
            .formatted(
                name,
                proto.getDtype(),
                proto.getTensorShape().getDimList().stream()
                    .map(TensorShapeProto.Dim::getSize)
                    .toList(),
                what));
  }

  /**
   * Returns the tensors.
   *
   * @return the tensors by name of the input
   */
  public Map<String, Tensor> byName() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}
