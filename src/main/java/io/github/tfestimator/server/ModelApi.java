package io.github.tfestimator.server;

import io.github.tfestimator.input.JavaArrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;

/**
 * The calls of TensorFlow Serving's REST API that run a model, without HTTP: predict, classify and
 * regress.
 */
final class ModelApi {
  /** The signature that image files go to. */
  static final String IMAGE_SIGNATURE = "image_bytes";

  private final Models models;

  ModelApi(Models models) {
    this.models = models;
  }

  /**
   * An answer to a prediction.
   *
   * @param version that answered
   * @param signature that was asked for
   * @param body in JSON
   * @param modelNanos the time in the model
   */
  record Answer(long version, String signature, byte[] body, long modelNanos) {}

  /**
   * Answers a request to predict, classify or regress.
   *
   * @param body JSON
   * @param memory that the values are taken off
   * @throws ApiException if it doesn't suit the model, or the model fails
   */
  Answer answer(RestPath path, byte[] body, RequestMemory memory) {
    Object json = JsonReader.read(body, memory::take);
    if (!(json instanceof Map)) {
      throw ApiException.invalid("The body must be a JSON object, not %s", JsonTensors.text(json));
    }
    // Objects of JSON have names that are strings.
    @SuppressWarnings("unchecked")
    Map<String, Object> request = (Map<String, Object>) json;
    Object signature = request.getOrDefault("signature_name", Signature.DEFAULT_KEY);
    if (!(signature instanceof String key)) {
      throw ApiException.invalid(
          "\"signature_name\" must be a string, not %s", JsonTensors.text(signature));
    }
    boolean predicts = path.verb().equals("predict");
    byte[][] examples = predicts ? new byte[0][] : ExampleRequest.examples(request, memory::take);
    return models
        .get(path.model())
        .with(
            path.version(),
            path.label(),
            version ->
                switch (path.verb()) {
                  case "predict" -> predict(version, key, request);
                  case "classify" -> classify(version, key, examples);
                  default -> regress(version, key, examples);
                });
  }

  /**
   * Answers a request whose body is the one string that a signature takes, such as an image.
   *
   * @param signature to ask; {@code image_bytes}, or the only one that takes strings, if empty
   * @throws ApiException if there is no such signature, or the model fails
   */
  Answer answer(RestPath path, Optional<String> signature, byte[] image) {
    if (!path.verb().equals("predict")) {
      throw ApiException.invalid("A request to %s takes JSON", path.verb());
    }
    return models
        .get(path.model())
        .with(
            path.version(),
            path.label(),
            version -> {
              String key = signature.orElseGet(() -> imageSignature(version));
              SignatureDef definition = version.signature(key);
              if (!takesStrings(definition)) {
                throw ApiException.invalid(
                    "The signature %s takes %s, not one image or other string; send JSON",
                    key, ExampleSignatures.types(definition));
              }
              String input = definition.getInputsMap().keySet().iterator().next();
              NdArray<?> value = JavaArrays.wrap(new byte[][] {image}, Shape.of(1));
              long began = System.nanoTime();
              Map<String, NdArray<?>> outputs = version.predict(key, Map.of(input, value));
              long nanos = System.nanoTime() - began;
              return new Answer(version.number(), key, JsonOutputs.predictions(outputs), nanos);
            });
  }

  private static String imageSignature(ServedVersion version) {
    if (version.signatures().containsKey(IMAGE_SIGNATURE)) {
      return IMAGE_SIGNATURE;
    }
    List<String> keys =
        version.signatures().entrySet().stream()
            .filter(entry -> takesStrings(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (keys.size() != 1) {
      throw ApiException.invalid(
          "The model has %s signatures that take one string; send JSON, or name one by ?signature_name=",
          keys.isEmpty() ? "no" : keys);
    }
    return keys.get(0);
  }

  private static boolean takesStrings(SignatureDef signature) {
    return signature.getInputsCount() == 1
        && ExampleSignatures.types(signature).containsValue(DataType.DT_STRING)
        && !ExampleSignatures.takesExamples(signature);
  }

  private static Answer predict(ServedVersion version, String key, Map<String, Object> body) {
    var request = PredictRequest.of(body, ExampleSignatures.types(version.signature(key)));
    long began = System.nanoTime();
    Map<String, NdArray<?>> outputs = version.predict(key, request.inputs());
    long nanos = System.nanoTime() - began;
    byte[] answer =
        request.rows() ? JsonOutputs.predictions(outputs) : JsonOutputs.outputs(outputs);
    return new Answer(version.number(), key, answer, nanos);
  }

  private static Answer classify(ServedVersion version, String key, byte[][] examples) {
    long began = System.nanoTime();
    ExampleSignatures.Classes classes = ExampleSignatures.classify(version, key, examples);
    long nanos = System.nanoTime() - began;
    byte[] answer = JsonOutputs.classifications(classes.labels(), classes.scores());
    return new Answer(version.number(), key, answer, nanos);
  }

  private static Answer regress(ServedVersion version, String key, byte[][] examples) {
    long began = System.nanoTime();
    NdArray<?> values = ExampleSignatures.regress(version, key, examples);
    long nanos = System.nanoTime() - began;
    return new Answer(version.number(), key, JsonOutputs.regressions(values), nanos);
  }
}
