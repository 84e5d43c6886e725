package io.github.tfestimator.savedmodel;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Tensor;
import org.tensorflow.proto.TensorProto;

/** The inputs of a request as tensors. Owns them. */
public final class RequestTensors implements AutoCloseable {
  private final Map<String, Tensor> tensors = new HashMap<>();

  private RequestTensors() {}

  /**
   * @param inputs by name; floats, doubles, integers of 8 bits without sign or of 32 or 64 with it,
   *     bools or strings
   * @return the same as tensors, to be closed by the caller
   * @throws IllegalArgumentException if one is of another type, or hasn't the values that its shape
   *     asks for
   */
  public static RequestTensors of(Map<String, TensorProto> inputs) {
    var request = new RequestTensors();
    try {
      inputs.forEach((name, proto) -> request.tensors.put(name, TensorProtos.tensor(name, proto)));
      return request;
    } catch (RuntimeException | Error e) {
      request.close();
      throw e;
    }
  }

  /**
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
