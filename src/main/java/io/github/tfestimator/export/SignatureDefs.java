package io.github.tfestimator.export;

import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingSignature;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Signatures as a SavedModel states them, before it is written. TensorFlow's own class for them
 * reads an unknown rank as a scalar.
 */
final class SignatureDefs {
  private SignatureDefs() {}

  /** By key. */
  static Map<String, SignatureDef> of(ServingGraph graph) {
    Map<String, SignatureDef> definitions = new TreeMap<>();
    for (ServingSignature signature : graph.signatures()) {
      definitions.put(
          signature.key(),
          SignatureDef.newBuilder()
              .setMethodName(signature.method())
              .putAllInputs(tensors(signature.inputs()))
              .putAllOutputs(tensors(graph.outputs(signature)))
              .build());
    }
    return definitions;
  }

  private static Map<String, TensorInfo> tensors(Map<String, Operand<?>> operands) {
    Map<String, TensorInfo> tensors = new TreeMap<>();
    operands.forEach((name, operand) -> tensors.put(name, tensor(operand.asOutput())));
    return tensors;
  }

  private static TensorInfo tensor(Output<?> output) {
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(output.dataType())
        .setTensorShape(shape(output.shape()))
        .build();
  }

  private static TensorShapeProto shape(Shape shape) {
    var proto = TensorShapeProto.newBuilder().setUnknownRank(shape.isUnknown());
    if (!shape.isUnknown()) {
      for (long size : shape.asArray()) {
        proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return proto.build();
  }
}
