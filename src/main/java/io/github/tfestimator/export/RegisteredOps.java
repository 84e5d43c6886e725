package io.github.tfestimator.export;

import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

/** The ops that this TensorFlow has. */
final class RegisteredOps {
  private RegisteredOps() {}

  static Map<String, OpDef> byName() {
    return TensorFlow.registeredOpList().getOpList().stream()
        .collect(Collectors.toMap(OpDef::getName, op -> op));
  }
}
