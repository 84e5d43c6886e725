package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Changes that break a client, and changes that don't. The new version always has the signature
 * {@code s} with the input {@code x}, float [-1, 4], and the output {@code y}, int64 [-1].
 */
class SignatureChangesTest {
  private static final String METHOD = "tensorflow/serving/predict";
  private static final TensorInfo X = info(DataType.DT_FLOAT, -1, 4);
  private static final TensorInfo ANY =
      TensorInfo.newBuilder()
          .setDtype(DataType.DT_FLOAT)
          .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
          .build();
  private static final TensorInfo Y = info(DataType.DT_INT64, -1);

  private static final Map<String, SignatureDef> NOW =
      Map.of("s", definition(METHOD, Map.of("x", X), Map.of("y", Y)));

  @Test
  void theSameIsCompatible() {
    assertThat(changesSince(METHOD, Map.of("x", X), Map.of("y", Y))).isEmpty();
  }

  @Test
  void newSignaturesAndOutputsAreCompatible() {
    assertThat(SignatureChanges.between(Map.of(), NOW)).isEmpty();
    assertThat(changesSince(METHOD, Map.of("x", X), Map.of())).isEmpty();
  }

  @Test
  void anInputMayAcceptMoreThanBefore() {
    TensorInfo three = info(DataType.DT_FLOAT, 3, 4);
    assertThat(changesSince(METHOD, Map.of("x", three), Map.of("y", Y))).isEmpty();
  }

  @Test
  void anInputMustNotAcceptLess() {
    for (TensorInfo wider :
        List.of(
            info(DataType.DT_FLOAT, -1, -1),
            info(DataType.DT_FLOAT, -1, 5),
            info(DataType.DT_FLOAT, -1),
            ANY)) {
      assertThat(changesSince(METHOD, Map.of("x", wider), Map.of("y", Y)))
          .singleElement()
          .asString()
          .startsWith("the input x of s was DT_FLOAT ")
          .endsWith(" and is DT_FLOAT [-1, 4]");
    }
  }

  @Test
  void anInputOfUnknownRankAcceptsAll() {
    var any = definition(METHOD, Map.of("x", ANY), Map.of());
    for (TensorInfo x : List.of(X, ANY, info(DataType.DT_FLOAT))) {
      var before = definition(METHOD, Map.of("x", x), Map.of());
      assertThat(SignatureChanges.between(Map.of("s", before), Map.of("s", any))).isEmpty();
    }
  }

  @Test
  void inputsStayWhatTheyAre() {
    assertThat(changesSince(METHOD, Map.of("x", Y), Map.of("y", Y)))
        .containsExactly("the input x of s was DT_INT64 [-1] and is DT_FLOAT [-1, 4]");
    assertThat(changesSince(METHOD, Map.of("x", X, "z", X), Map.of("y", Y)))
        .containsExactly("the input z of s is gone");
    assertThat(changesSince(METHOD, Map.of(), Map.of("y", Y)))
        .containsExactly("the input x of s is new");
  }

  @Test
  void outputsStayWhatTheyAre() {
    assertThat(changesSince(METHOD, Map.of("x", X), Map.of("y", X)))
        .containsExactly("the output y of s was DT_FLOAT [-1, 4] and is DT_INT64 [-1]");
    assertThat(changesSince(METHOD, Map.of("x", X), Map.of("y", info(DataType.DT_INT64, -1, 2))))
        .containsExactly("the output y of s was DT_INT64 [-1, 2] and is DT_INT64 [-1]");
    assertThat(changesSince(METHOD, Map.of("x", X), Map.of("y", Y, "z", Y)))
        .containsExactly("the output z of s is gone");
  }

  @Test
  void methodsStayWhatTheyAre() {
    assertThat(changesSince("", Map.of("x", X), Map.of("y", Y)))
        .containsExactly("the method of s was \"\" and is \"tensorflow/serving/predict\"");
  }

  @Test
  void allChangesAreToldInTheOrderOfTheNames() {
    var other = definition(METHOD, Map.of("x", X), Map.of("y", Y));
    var before =
        Map.of(
            "z",
            other,
            "a",
            other,
            "__saved_model_init_op",
            SignatureDef.getDefaultInstance(),
            "s",
            definition(METHOD, Map.of("w", X), Map.of("v", Y)));
    assertThat(SignatureChanges.between(before, NOW))
        .containsExactly(
            "the signature a is gone",
            "the input w of s is gone",
            "the input x of s is new",
            "the output v of s is gone",
            "the signature z is gone");
  }

  private static List<String> changesSince(
      String method, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    return SignatureChanges.between(Map.of("s", definition(method, inputs, outputs)), NOW);
  }

  private static SignatureDef definition(
      String method, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    return SignatureDef.newBuilder()
        .setMethodName(method)
        .putAllInputs(inputs)
        .putAllOutputs(outputs)
        .build();
  }

  private static TensorInfo info(DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder().setDtype(type).setTensorShape(dims).build();
  }
}
