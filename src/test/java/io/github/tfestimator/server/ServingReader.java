package io.github.tfestimator.server;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.Example;

/**
 * TensorFlow Serving's messages as protobuf reads them by itself: the last of a field counts,
 * messages that come twice are merged, and the last member of a oneof clears the others.
 */
final class ServingReader {
  private static final Descriptor SPEC_REQUEST =
      ServingMessages.descriptor("GetModelStatusRequest");
  private static final Descriptor INPUT_REQUEST =
      ServingMessages.descriptor("ClassificationRequest");

  private ServingReader() {}

  /** Returns a request's {@code ModelSpec}; nothing if protobuf refuses the request. */
  static Optional<ModelSpec> spec(byte[] request) {
    Optional<DynamicMessage> read = parse(SPEC_REQUEST, request);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    DynamicMessage spec = message(read.get(), "model_spec");
    String signature = (String) field(spec, "signature_name");
    return Optional.of(
        new ModelSpec(
            (String) field(spec, "name"),
            has(spec, "version")
                ? Optional.of((long) field(message(spec, "version"), "value"))
                : Optional.empty(),
            has(spec, "version_label")
                ? Optional.of((String) field(spec, "version_label"))
                : Optional.empty(),
            signature.isEmpty() ? "serving_default" : signature));
  }

  /** Returns a request's examples with their context; nothing if protobuf refuses the request. */
  static Optional<List<Example>> examples(byte[] request) {
    Optional<DynamicMessage> read = parse(INPUT_REQUEST, request);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    DynamicMessage input = message(read.get(), "input");
    boolean hasContext = has(input, "example_list_with_context");
    DynamicMessage list = message(input, hasContext ? "example_list_with_context" : "example_list");
    List<Example> examples = new ArrayList<>();
    for (Object example : (List<?>) field(list, "examples")) {
      var merged = Example.newBuilder();
      if (hasContext) {
        merged.mergeFrom(example(message(list, "context")));
      }
      examples.add(merged.mergeFrom(example((DynamicMessage) example)).build());
    }
    return Optional.of(examples);
  }

  private static Example example(DynamicMessage message) {
    try {
      return Example.parseFrom(message.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<DynamicMessage> parse(Descriptor type, byte[] message) {
    try {
      return Optional.of(DynamicMessage.parseFrom(type, message));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // such as damage in a field that isn't read
    }
  }

  private static boolean has(DynamicMessage message, String name) {
    return message.hasField(message.getDescriptorForType().findFieldByName(name));
  }

  private static Object field(DynamicMessage message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static DynamicMessage message(DynamicMessage message, String name) {
    return (DynamicMessage) field(message, name);
  }
}
