package io.github.tfestimator.server;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.server.ApiException.Code;
import io.github.tfestimator.serving.PredictFunction;
import io.github.tfestimator.serving.SavedModelPredictor;
import io.github.tfestimator.serving.ServingConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.SignatureDef;

/** A version of a model, from its loading to its end. Owns native memory while it is available. */
final class ServedVersion {
  /** The states that TensorFlow Serving names. */
  enum State {
    LOADING,
    AVAILABLE,
    UNLOADING,
    END
  }

  /**
   * A state, and the error that ended it.
   *
   * @param code OK if there was none
   * @param message empty if there was none
   */
  record Status(State state, Code code, String message) {}

  private final String model;
  private final long number;
  private final Path folder;
  private final ServingConfig config;
  private final Map<String, Optional<PredictFunction<Map<String, ?>, Map<String, NdArray<?>>>>>
      functions = new ConcurrentHashMap<>();
  private volatile Status status = new Status(State.LOADING, Code.OK, "");
  private volatile SavedModelPredictor predictor;
  private volatile SortedMap<String, SignatureDef> signatures = new TreeMap<>();

  ServedVersion(String model, long number, Path folder, ServingConfig config) {
    this.model = model;
    this.number = number;
    this.folder = folder;
    this.config = config;
  }

  long number() {
    return number;
  }

  Status status() {
    return status;
  }

  boolean isAvailable() {
    return status.state() == State.AVAILABLE;
  }

  /** Returns how many requests wait for a micro-batch. */
  int queueLength() {
    SavedModelPredictor loaded = predictor;
    return loaded == null ? 0 : loaded.queueLength();
  }

  /** Returns the folder of the SavedModel. */
  Path folder() {
    return folder;
  }

  /** Returns the signatures that clients may call. */
  SortedMap<String, SignatureDef> signatures() {
    return signatures;
  }

  /**
   * Loads and warms the model.
   *
   * @throws SavedModelException if it can't be loaded. The status says why
   */
  void load() {
    try {
      SavedModelPredictor loaded = SavedModelPredictor.load(folder, config);
      signatures = loaded.signatures();
      predictor = loaded;
      status = new Status(State.AVAILABLE, Code.OK, "");
    } catch (SavedModelException | LinkageError | OutOfMemoryError e) {
      // Clients are told no paths of the server.
      String reason = AtomicFiles.reason(e).replace(folder.toString(), "version " + number);
      status = new Status(State.END, Code.UNKNOWN, reason);
      throw e;
    }
  }

  /** Lets no request begin from now on. */
  void refuseRequests() {
    status = new Status(State.UNLOADING, Code.OK, "");
  }

  /** Waits for the requests that run, and frees the memory. */
  void unload() {
    refuseRequests();
    predictor.close();
    status = new Status(State.END, Code.OK, "");
  }

  /**
   * Returns a signature.
   *
   * @throws ApiException if the model has none of this name
   */
  SignatureDef signature(String key) {
    SignatureDef signature = signatures.get(key);
    if (signature == null) {
      throw ApiException.invalid(
          "The model %s has no signature %s in version %d, but %s",
          model, JsonTensors.text(key), number, signatures.keySet());
    }
    return signature;
  }

  /**
   * Answers a request.
   *
   * @param key of a signature that the model has
   * @param inputs by name
   * @return the outputs by name
   * @throws ApiException if the inputs don't suit the signature, or the model fails
   * @throws IllegalStateException if the version is unloaded
   */
  Map<String, NdArray<?>> predict(String key, Map<String, NdArray<?>> inputs) {
    requireOutputs(key);
    try {
      if (config.maxBatch() > 1 && inputs.values().stream().allMatch(ServedVersion::isOneRow)) {
        var function = functions.computeIfAbsent(key, this::function);
        if (function.isPresent()) {
          return batched(function.get(), inputs);
        }
      }
      return predictor.predict(key, inputs);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("%s", e.getMessage());
    } catch (SavedModelException e) {
      throw failed(key, e);
    }
  }

  private void requireOutputs(String key) {
    signature(key)
        .getOutputsMap()
        .forEach(
            (name, output) -> {
              if (!JavaArrays.isSupported(output.getDtype())) {
                throw new ApiException(
                    Code.UNIMPLEMENTED,
                    "The output %s is of the type %s, which answers can't have here"
                        .formatted(name, output.getDtype()));
              }
            });
  }

  private static boolean isOneRow(NdArray<?> input) {
    return input.rank() > 0 && input.shape().get(0) == 1;
  }

  private Optional<PredictFunction<Map<String, ?>, Map<String, NdArray<?>>>> function(String key) {
    try {
      return Optional.of(predictor.function(key, Function.identity(), Function.identity()));
    } catch (SavedModelException e) {
      // It takes no batches; its requests run alone.
      return Optional.empty();
    }
  }

  private static Map<String, NdArray<?>> batched(
      PredictFunction<Map<String, ?>, Map<String, NdArray<?>>> function,
      Map<String, NdArray<?>> inputs) {
    Map<String, NdArray<?>> example = new HashMap<>();
    inputs.forEach((name, input) -> example.put(name, input.get(0)));
    Map<String, NdArray<?>> outputs = new TreeMap<>();
    function
        .apply(example)
        .forEach(
            (name, output) ->
                outputs.put(
                    name, JavaArrays.wrap(JavaArrays.flatten(output), output.shape().prepend(1))));
    return outputs;
  }

  private ApiException failed(String key, SavedModelException e) {
    Throwable cause = e.getCause();
    Code code = cause == null ? Code.INTERNAL : code(cause);
    String reason = cause == null ? "its outputs don't suit its inputs" : AtomicFiles.reason(cause);
    return new ApiException(
        code,
        "The model %s fails on the signature %s: %s. Look at the inputs."
            .formatted(model, key, reason.replace(folder.toString(), "version " + number)));
  }

  private static Code code(Throwable cause) {
    if (cause instanceof TFInvalidArgumentException) {
      return Code.INVALID_ARGUMENT;
    } else if (cause instanceof TFFailedPreconditionException) {
      return Code.FAILED_PRECONDITION;
    } else if (cause instanceof TFOutOfRangeException) {
      return Code.OUT_OF_RANGE;
    } else if (cause instanceof TFResourceExhaustedException) {
      return Code.RESOURCE_EXHAUSTED;
    } else if (cause instanceof TFUnimplementedException) {
      return Code.UNIMPLEMENTED;
    }
    return Code.INTERNAL;
  }
}
