package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Signature;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A request as TensorFlow Serving's message {@code PredictionLog}. Its protos aren't among
 * TensorFlow's, so these are their field numbers, of {@code tensorflow_serving/apis/}.
 */
final class PredictionLog {
  // prediction_log.proto: PredictionLog, and PredictLog and ClassifyLog alike
  private static final int CLASSIFY_LOG = 2;
  private static final int PREDICT_LOG = 6;
  private static final int REQUEST = 1;

  // predict.proto: PredictRequest; classification.proto: ClassificationRequest
  private static final int MODEL_SPEC = 1;
  private static final int INPUTS = 2;
  private static final int INPUT = 2;

  // What a map's entries are: developers.google.com/protocol-buffers/docs/proto3#maps
  private static final int KEY = 1;
  private static final int VALUE = 2;

  // input.proto: Input, ExampleList
  private static final int EXAMPLE_LIST = 1;
  private static final int EXAMPLES = 1;

  // model.proto: ModelSpec. Its name is left out: the server knows which model it warms.
  private static final int SIGNATURE_NAME = 3;

  private PredictionLog() {}

  static byte[] encode(WarmupRequest request) {
    ByteString name = ByteString.copyFromUtf8(request.signature());
    var message =
        UnknownFieldSet.newBuilder().addField(MODEL_SPEC, field(message(SIGNATURE_NAME, name)));
    boolean classifies = request.method().equals(WarmupRequest.CLASSIFY);
    if (classifies) {
      List<ByteString> examples = request.inputs().get(WarmupRequest.EXAMPLES).getStringValList();
      var list = UnknownFieldSet.newBuilder().addField(EXAMPLES, field(examples)).build();
      message.addField(INPUT, field(message(EXAMPLE_LIST, list.toByteString())));
    } else {
      List<ByteString> entries =
          request.inputs().entrySet().stream().map(PredictionLog::entry).toList();
      message.addField(INPUTS, field(entries));
    }
    ByteString log = message(REQUEST, message.build().toByteString());
    return message(classifies ? CLASSIFY_LOG : PREDICT_LOG, log).toByteArray();
  }

  /**
   * Decodes a record of a warm-up file.
   *
   * @return the request; empty if it is for another API
   * @throws InvalidProtocolBufferException if the bytes aren't a {@code PredictionLog}
   */
  static Optional<WarmupRequest> decode(byte[] bytes) throws InvalidProtocolBufferException {
    var log = UnknownFieldSet.parseFrom(bytes);
    if (log.hasField(PREDICT_LOG)) {
      var request = within(within(log, PREDICT_LOG), REQUEST);
      return Optional.of(
          new WarmupRequest(signature(request), WarmupRequest.PREDICT, inputs(request)));
    }
    if (log.hasField(CLASSIFY_LOG)) {
      var request = within(within(log, CLASSIFY_LOG), REQUEST);
      return Optional.of(
          new WarmupRequest(signature(request), WarmupRequest.CLASSIFY, examples(request)));
    }
    return Optional.empty();
  }

  private static ByteString entry(Map.Entry<String, TensorProto> input) {
    return UnknownFieldSet.newBuilder()
        .addField(KEY, field(ByteString.copyFromUtf8(input.getKey())))
        .addField(VALUE, field(input.getValue().toByteString()))
        .build()
        .toByteString();
  }

  private static SortedMap<String, TensorProto> inputs(UnknownFieldSet request)
      throws InvalidProtocolBufferException {
    SortedMap<String, TensorProto> inputs = new TreeMap<>();
    for (ByteString bytes : request.getField(INPUTS).getLengthDelimitedList()) {
      var entry = UnknownFieldSet.parseFrom(bytes);
      inputs.put(value(entry, KEY).toStringUtf8(), TensorProto.parseFrom(value(entry, VALUE)));
    }
    return inputs;
  }

  private static SortedMap<String, TensorProto> examples(UnknownFieldSet request)
      throws InvalidProtocolBufferException {
    List<ByteString> examples =
        within(within(request, INPUT), EXAMPLE_LIST).getField(EXAMPLES).getLengthDelimitedList();
    var count = TensorShapeProto.Dim.newBuilder().setSize(examples.size());
    var strings =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.newBuilder().addDim(count))
            .addAllStringVal(examples)
            .build();
    return new TreeMap<>(Map.of(WarmupRequest.EXAMPLES, strings));
  }

  private static String signature(UnknownFieldSet request) throws InvalidProtocolBufferException {
    ByteString name = value(within(request, MODEL_SPEC), SIGNATURE_NAME);
    // As model.proto has it.
    return name.isEmpty() ? Signature.DEFAULT_KEY : name.toStringUtf8();
  }

  private static ByteString message(int number, ByteString value) {
    return UnknownFieldSet.newBuilder().addField(number, field(value)).build().toByteString();
  }

  private static Field field(ByteString value) {
    return field(List.of(value));
  }

  private static Field field(List<ByteString> values) {
    Field.Builder field = Field.newBuilder();
    values.forEach(field::addLengthDelimited);
    return field.build();
  }

  private static UnknownFieldSet within(UnknownFieldSet message, int number)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(value(message, number));
  }

  /** Empty if it isn't there, as protobuf has it. */
  private static ByteString value(UnknownFieldSet message, int number) {
    List<ByteString> values = message.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
  }
}
