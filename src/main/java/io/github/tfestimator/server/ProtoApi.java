package io.github.tfestimator.server;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.github.tfestimator.server.ApiException.Code;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.SignatureDef;

/** The calls of TensorFlow Serving's gRPC API, without gRPC: of messages to messages. */
final class ProtoApi {
  /** The objects of an entry of a map, beside its bytes. */
  private static final int ENTRY_BYTES = 128;

  private static final int INPUTS = Wire.bytes(2);
  private static final int OUTPUT_FILTER = Wire.bytes(3);
  private static final int METADATA_FIELD = Wire.bytes(2);
  private static final String SIGNATURE_DEF = "signature_def";
  private static final String SIGNATURE_MAP =
      "type.googleapis.com/tensorflow.serving.SignatureDefMap";

  private final Models models;

  ProtoApi(Models models) {
    this.models = models;
  }

  /**
   * An answer.
   *
   * @param body the message
   * @param version that answered; 0 if no model ran
   * @param modelNanos the time in the model
   */
  record Answer(ByteString body, long version, long modelNanos) {}

  private record PredictInputs(Map<String, ByteString> tensors, Set<String> filter) {}

  /**
   * Answers {@code PredictRequest} by {@code PredictResponse}.
   *
   * @throws ApiException if the request doesn't suit the model, or the model fails
   */
  Answer predict(ModelSpec spec, ByteString request, LongConsumer memory) {
    PredictInputs inputs = predictInputs(request, memory);
    return models
        .get(spec.name())
        .with(spec.version(), spec.label(), version -> predict(version, spec, inputs, memory));
  }

  private static PredictInputs predictInputs(ByteString request, LongConsumer memory) {
    Map<String, ByteString> tensors = new HashMap<>();
    Set<String> filter = new LinkedHashSet<>();
    Wire.read(
        request,
        (tag, in) -> {
          if (tag != INPUTS && tag != OUTPUT_FILTER) {
            return false;
          }
          memory.accept(ENTRY_BYTES);
          if (tag == INPUTS) {
            Wire.Entry entry = Wire.entry(in.readBytes());
            tensors.put(entry.key(), entry.value());
          } else {
            String alias = in.readStringRequireUtf8();
            if (!filter.add(alias)) {
              throw ApiException.invalid(
                  "duplicate output tensor alias: %s", JsonTensors.text(alias));
            }
          }
          return true;
        });
    return new PredictInputs(tensors, filter);
  }

  private static Answer predict(
      ServedVersion version, ModelSpec spec, PredictInputs request, LongConsumer memory) {
    String key = spec.signature();
    SignatureDef signature = version.signatures().get(key);
    if (signature == null) {
      throw new ApiException(
          Code.FAILED_PRECONDITION,
          "Serving signature key %s not found in version %d, which has %s"
              .formatted(JsonTensors.text(key), version.number(), version.signatures().keySet()));
    }
    requireInputs(request.tensors().keySet(), signature.getInputsMap().keySet());
    requireOutputs(request.filter(), signature.getOutputsMap().keySet());
    Map<String, NdArray<?>> inputs = new HashMap<>();
    request
        .tensors()
        .forEach((name, tensor) -> inputs.put(name, ProtoTensors.read(name, tensor, memory)));
    long began = System.nanoTime();
    Map<String, NdArray<?>> outputs = version.predict(key, inputs);
    long nanos = System.nanoTime() - began;
    ByteString body =
        Wire.write(
            out -> {
              for (Map.Entry<String, NdArray<?>> output : outputs.entrySet()) {
                if (request.filter().isEmpty() || request.filter().contains(output.getKey())) {
                  ByteString tensor = ProtoTensors.write(output.getValue());
                  out.writeBytes(1, Wire.entry(output.getKey(), tensor));
                }
              }
              out.writeBytes(2, ModelSpec.ofAnswer(spec.name(), version.number(), key));
            });
    return new Answer(body, version.number(), nanos);
  }

  private static void requireInputs(Set<String> actual, Set<String> expected) {
    if (!actual.equals(expected)) {
      Set<String> extra = new TreeSet<>(actual);
      extra.removeAll(expected);
      Set<String> missing = new TreeSet<>(expected);
      missing.removeAll(actual);
      throw ApiException.invalid(
          "input size does not match signature: %d!=%d. Sent extra: %s. Missing but required: %s",
          actual.size(),
          expected.size(),
          extra.stream().limit(10).map(JsonTensors::text).toList(),
          missing);
    }
  }

  private static void requireOutputs(Set<String> filter, Set<String> outputs) {
    for (String alias : filter) {
      if (!outputs.contains(alias)) {
        throw ApiException.invalid(
            "output tensor alias not found in signature: %s. Outputs expected to be in the set %s",
            JsonTensors.text(alias), new TreeSet<>(outputs));
      }
    }
  }

  /**
   * Answers {@code ClassificationRequest} by {@code ClassificationResponse}.
   *
   * @throws ApiException if the request doesn't suit the model, or the model fails
   */
  Answer classify(ModelSpec spec, ByteString request, LongConsumer memory) {
    byte[][] examples = ExampleInput.examples(request, memory);
    return answer(
        spec,
        version -> ExampleSignatures.classify(version, spec.signature(), examples),
        ExampleAnswers::classifications);
  }

  /**
   * Answers {@code RegressionRequest} by {@code RegressionResponse}.
   *
   * @throws ApiException if the request doesn't suit the model, or the model fails
   */
  Answer regress(ModelSpec spec, ByteString request, LongConsumer memory) {
    byte[][] examples = ExampleInput.examples(request, memory);
    return answer(
        spec,
        version -> ExampleSignatures.regress(version, spec.signature(), examples),
        ExampleAnswers::regressions);
  }

  /** Runs a version of a model, whose time alone is measured, and writes its results. */
  private <T> Answer answer(
      ModelSpec spec, Function<ServedVersion, T> running, Function<T, ByteString> writing) {
    return models
        .get(spec.name())
        .with(
            spec.version(),
            spec.label(),
            version -> {
              long began = System.nanoTime();
              T results = running.apply(version);
              long nanos = System.nanoTime() - began;
              return answer(spec, version, writing.apply(results), nanos);
            });
  }

  private static Answer answer(
      ModelSpec spec, ServedVersion version, ByteString result, long nanos) {
    ByteString used = ModelSpec.ofAnswer(spec.name(), version.number(), spec.signature());
    ByteString body =
        Wire.write(
            out -> {
              out.writeBytes(1, result);
              out.writeBytes(2, used);
            });
    return new Answer(body, version.number(), nanos);
  }

  /**
   * Answers {@code GetModelMetadataRequest} by {@code GetModelMetadataResponse}, with the one field
   * {@code signature_def}.
   *
   * @throws ApiException if there is no such model, version or field
   */
  Answer metadata(ModelSpec spec, ByteString request) {
    Set<String> fields = new HashSet<>();
    Wire.read(
        request,
        (tag, in) -> {
          if (tag != METADATA_FIELD) {
            return false;
          }
          String field = in.readStringRequireUtf8();
          if (!field.equals(SIGNATURE_DEF)) {
            throw ApiException.invalid(
                "Metadata field %s is not supported, but %s is",
                JsonTensors.text(field), SIGNATURE_DEF);
          }
          fields.add(field);
          return true;
        });
    if (fields.isEmpty()) {
      throw ApiException.invalid(
          "GetModelMetadataRequest must specify at least one metadata_field, %s", SIGNATURE_DEF);
    }
    return models
        .get(spec.name())
        .with(spec.version(), spec.label(), version -> metadata(spec.name(), version));
  }

  private static Answer metadata(String model, ServedVersion version) {
    ByteString signatures =
        Wire.write(
            out -> {
              for (var signature : new TreeMap<>(version.signatures()).entrySet()) {
                ByteString definition = signature.getValue().toByteString();
                out.writeBytes(1, Wire.entry(signature.getKey(), definition));
              }
            });
    var any = Any.newBuilder().setTypeUrl(SIGNATURE_MAP).setValue(signatures).build();
    ByteString body =
        Wire.write(
            out -> {
              out.writeBytes(1, ModelSpec.ofAnswer(model, version.number(), ""));
              out.writeBytes(2, Wire.entry(SIGNATURE_DEF, any.toByteString()));
            });
    return new Answer(body, 0, 0);
  }
}
