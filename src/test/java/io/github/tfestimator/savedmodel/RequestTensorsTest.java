package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** Protos made tensors; of numbers, by value and by content. */
@Tag("medium")
class RequestTensorsTest {
  @Test
  void everyTypeOfNumberByValue() {
    assertThat(values(proto(DataType.DT_FLOAT, 2).addFloatVal(1.5f).addFloatVal(-2)))
        .isEqualTo(List.of(1.5f, -2f));
    assertThat(values(proto(DataType.DT_DOUBLE, 2).addDoubleVal(0.1).addDoubleVal(-0.0)))
        .isEqualTo(List.of(0.1, -0.0));
    assertThat(values(proto(DataType.DT_INT32, 1).addIntVal(-70_000))).isEqualTo(List.of(-70_000));
    assertThat(values(proto(DataType.DT_INT64, 1).addInt64Val(Long.MIN_VALUE)))
        .isEqualTo(List.of(Long.MIN_VALUE));
    assertThat(values(proto(DataType.DT_UINT8, 2).addIntVal(1).addIntVal(255)))
        .isEqualTo(List.of((byte) 1, (byte) -1));
    assertThat(values(proto(DataType.DT_BOOL, 2).addBoolVal(true).addBoolVal(false)))
        .isEqualTo(List.of(true, false));
  }

  /** Lowest byte first, as Python's {@code numpy.ndarray.tobytes} gives it on these machines. */
  @Test
  void numbersByContent() {
    assertThat(values(proto(DataType.DT_FLOAT, 1, 2).setTensorContent(hex("0000c03f000000c0"))))
        .isEqualTo(List.of(1.5f, -2f));
    assertThat(values(proto(DataType.DT_INT64, 1).setTensorContent(hex("0001000000000000"))))
        .isEqualTo(List.of(256L));
    assertThat(values(proto(DataType.DT_UINT8, 2, 1).setTensorContent(hex("00ff"))))
        .isEqualTo(List.of((byte) 0, (byte) -1));
  }

  @Test
  void strings() {
    var two = proto(DataType.DT_STRING, 2).addStringVal(text("a")).addStringVal(text("bc"));
    assertThat(values(two)).isEqualTo(List.of("a", "bc"));
    assertThat(values(proto(DataType.DT_STRING))).isEqualTo(List.of(""));
  }

  @Test
  void theLastValueStandsForAllThatFollow() {
    assertThat(values(proto(DataType.DT_INT32, 2, 2).addIntVal(3).addIntVal(4)))
        .isEqualTo(List.of(3, 4, 4, 4));
    assertThat(values(proto(DataType.DT_STRING, 3).addStringVal(text("a"))))
        .isEqualTo(List.of("a", "a", "a"));
    assertThat(values(proto(DataType.DT_FLOAT, 2))).isEqualTo(List.of(0f, 0f));
  }

  @Test
  void theShapeIsKept() {
    try (Tensor tensor = tensor(proto(DataType.DT_UINT8, 2, 0, 3).build())) {
      assertThat(tensor.shape().asArray()).containsExactly(2, 0, 3);
    }
  }

  @Test
  void missingValuesTakeNoMemoryOfTheirOwn() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    TensorProto zeros = proto(DataType.DT_UINT8, 20_000_000).build();
    long before = threads.getCurrentThreadAllocatedBytes();
    try (var tensor = (TUint8) tensor(zeros)) {
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5_000_000);
      byte[] last = new byte[10_000_000];
      tensor.asRawTensor().data().offset(10_000_000).read(last);
      assertThat(last).containsOnly(0);
    }
  }

  @Test
  void whatStandsForManyValuesIsThereToTheEnd() {
    int size = 1_000_003;
    var proto = proto(DataType.DT_INT64, size).addInt64Val(3).addInt64Val(Long.MIN_VALUE);
    try (var tensor = (TInt64) tensor(proto.build())) {
      assertThat(tensor.getLong(0)).isEqualTo(3);
      long[] rest = new long[size - 1];
      tensor.asRawTensor().data().asLongs().offset(1).read(rest);
      assertThat(rest).containsOnly(Long.MIN_VALUE);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertRefused(
        proto(DataType.DT_INT32, 1).addIntVal(1).addIntVal(2), "2 values, but room for 1");
    assertRefused(
        proto(DataType.DT_STRING).addStringVal(text("a")).addStringVal(text("b")), "room for 1");
    var halfOfIt = proto(DataType.DT_FLOAT, 2).setTensorContent(hex("0000c03f")).build();
    assertThatThrownBy(() -> tensor(halfOfIt)).isInstanceOf(TFInvalidArgumentException.class);
    assertRefused(proto(DataType.DT_FLOAT, 1_000_000, 1_000_000), "too large");
    assertRefused(proto(DataType.DT_FLOAT, -1), "no definite shape");
    var unknown = TensorShapeProto.newBuilder().setUnknownRank(true);
    assertRefused(proto(DataType.DT_FLOAT).setTensorShape(unknown), "no definite shape");
    assertRefused(
        proto(DataType.DT_FLOAT).addFloatVal(1).addDoubleVal(1), "2 values, but room for 1");
    assertRefused(
        proto(DataType.DT_INT64).addInt64Val(1).addBoolVal(true), "2 values, but room for 1");
    assertRefused(proto(DataType.DT_COMPLEX64, 1), "of a type that no request can have");
  }

  @Test
  void aSizeIsBounded() {
    long most = RequestTensors.MAX_SIZE;
    RequestTensors.requireFit("x", proto(DataType.DT_UINT8, most).build());
    RequestTensors.requireFit("x", proto(DataType.DT_UINT8, 0, most, most).build());
    assertRefused(proto(DataType.DT_UINT8, most + 1), "too large");
    assertRefused(proto(DataType.DT_UINT8, Long.MAX_VALUE, 2), "too large");
  }

  @Test
  void fewStringsStandForABoundedNumber() {
    long most = RequestTensors.MAX_OMITTED_STRINGS;
    var listed = proto(DataType.DT_STRING, most + 2).addStringVal(text("a"));
    assertRefused(listed, "too large for its 1 strings");
    RequestTensors.requireFit("x", listed.addStringVal(text("b")).build());
    var content = proto(DataType.DT_STRING, most + 2).setTensorContent(hex("00"));
    assertRefused(content, "too large for its 0 strings");
    RequestTensors.requireFit("x", content.setTensorContent(hex("0000")).build());
  }

  @Test
  void nothingIsLeftOfTensorsThatWereClosedOrRefused() {
    TensorProto good = proto(DataType.DT_INT32, 1).build();
    var goodAndBad = new TreeMap<>(Map.of("a", good, "b", proto(DataType.DT_COMPLEX64).build()));
    RequestTensors.of(Map.of("a", good)).close();
    long before = Pointer.totalCount();
    for (int i = 0; i < 10; i++) {
      RequestTensors.of(Map.of("a", good)).close();
      assertThatIllegalArgumentException().isThrownBy(() -> RequestTensors.of(goodAndBad));
    }
    assertThat(Pointer.totalCount() - before).isLessThan(10);
  }

  private static Tensor tensor(TensorProto proto) {
    return RequestTensors.of(Map.of("x", proto)).byName().get("x");
  }

  private static void assertRefused(TensorProto.Builder proto, String why) {
    assertThatThrownBy(() -> tensor(proto.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The input x (" + proto.getDtype())
        .hasMessageContaining(why);
  }

  private static List<Object> values(TensorProto.Builder proto) {
    try (Tensor tensor = tensor(proto.build())) {
      assertThat(tensor.dataType()).isEqualTo(proto.getDtype());
      List<Object> values = new ArrayList<>();
      ((NdArray<?>) tensor).scalars().forEach(scalar -> values.add(scalar.getObject()));
      return values;
    }
  }

  static TensorProto.Builder proto(DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }

  static ByteString hex(String bytes) {
    return ByteString.copyFrom(HexFormat.of().parseHex(bytes));
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
