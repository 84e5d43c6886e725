package io.github.tfestimator.export;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.savedmodel.SampleTensors;
import io.github.tfestimator.savedmodel.WarmupRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

class SampleRequestsTest {
  private final Graph graph = new Graph();

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void whatIsGivenIsTaken() {
    TensorProto given = SampleTensors.of(DataType.DT_STRING, new String[] {"a"});
    var signature =
        ServingSignature.predict("s", "text", input(TString.class, -1))
            .withSample(Map.of("text", given));
    assertThat(SampleRequests.of(List.of(signature)))
        .containsExactly(
            new WarmupRequest("s", WarmupRequest.PREDICT, new TreeMap<>(Map.of("text", given))));
  }

  @Test
  void floatsAreMadeUpAndUnknownSizesAreOne() {
    TensorProto floats = madeUp(input(TFloat32.class, -1, 4));
    float[] values = new float[4];
    floats
        .getTensorContent()
        .asReadOnlyByteBuffer()
        .order(LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    assertThat(values).containsExactly(0f, 0.25f, 0.5f, 0.75f);
    assertThat(shape(floats)).containsExactly(1L, 4L);
  }

  @Test
  void integersAreZeros() {
    TensorProto integers = madeUp(input(TInt64.class, -1, 2));
    assertThat(integers.getDtype()).isEqualTo(DataType.DT_INT64);
    assertThat(integers.getInt64ValList()).isEmpty(); // which stands for zeros
    assertThat(shape(integers)).containsExactly(1L, 2L);
  }

  @Test
  void stringsAndUnknownRanksCanNotBeMadeUp() {
    assertThatThrownBy(() -> madeUp(input(TString.class, -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The signature s needs a sample: the input x (DT_STRING [-1]) can't be made up. Give it"
                + " one by withSample.");
    var any = Ops.create(graph).placeholder(TFloat32.class, Placeholder.shape(Shape.unknown()));
    assertThatThrownBy(() -> madeUp(any))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a sample");
  }

  /** TensorFlow Serving's predict API calls signatures of any method, the classify API its own. */
  @Test
  void onlyClassifyGoesByAnApiOfItsOwn() {
    var examples = input(TString.class, -1);
    TensorProto sample = SampleTensors.of(DataType.DT_STRING, new String[] {""});
    var classify =
        ServingSignature.classify("c", examples, (tf, predictions) -> predictions)
            .withSample(Map.of("inputs", sample));
    var regress =
        new ServingSignature(
            "r",
            "tensorflow/serving/regress",
            "",
            classify.inputs(),
            classify.sample(),
            classify.outputs());
    assertThat(SampleRequests.of(List.of(classify, regress)))
        .extracting(WarmupRequest::method)
        .containsExactly(WarmupRequest.CLASSIFY, WarmupRequest.PREDICT);
  }

  private static TensorProto madeUp(Operand<?> input) {
    var requests = SampleRequests.of(List.of(ServingSignature.predict("s", "x", input)));
    return requests.get(0).inputs().get("x");
  }

  private <T extends TType> Placeholder<T> input(Class<T> type, long... shape) {
    return Ops.create(graph).placeholder(type, Placeholder.shape(Shape.of(shape)));
  }

  private static List<Long> shape(TensorProto tensor) {
    return tensor.getTensorShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }
}
