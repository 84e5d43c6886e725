package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.tensorflow.Tensor;

/**
 * The requests that a SavedModel brings along for a service to send it before the first client
 * does, since a model's first requests are slow. They are in {@code
 * assets.extra/tf_serving_warmup_requests}, a TFRecord of {@code PredictionLog}s, where TensorFlow
 * Serving looks for them ({@code saved_model_warmup_util.cc}).
 */
public final class WarmupRequests {
  private WarmupRequests() {}

  /**
   * Returns the path of a SavedModel's warm-up requests.
   *
   * @param savedModel the folder of a SavedModel
   * @return the file of the requests, which may not exist
   */
  public static Path file(Path savedModel) {
    return savedModel.resolve("assets.extra").resolve("tf_serving_warmup_requests");
  }

  /**
   * Writes a SavedModel's requests.
   *
   * @param savedModel its folder
   * @param requests what to send
   * @throws IOException if they can't be written
   */
  public static void write(Path savedModel, List<WarmupRequest> requests) throws IOException {
    Files.createDirectories(file(savedModel).getParent());
    List<byte[]> logs = requests.stream().map(PredictionLog::encode).toList();
    AtomicFiles.write(file(savedModel), TfRecords.of(logs));
  }

  /**
   * Reads a SavedModel's requests.
   *
   * @param savedModel its folder
   * @return the requests of the predict and the classify API; requests of other APIs are skipped
   * @throws IOException if they can't be read or are damaged
   */
  public static List<WarmupRequest> read(Path savedModel) throws IOException {
    List<WarmupRequest> requests = new ArrayList<>();
    try {
      for (byte[] log : TfRecords.read(file(savedModel))) {
        PredictionLog.decode(log).ifPresent(requests::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return requests;
  }

  /**
   * Sends a SavedModel the requests that it brings along, one after another.
   *
   * @param savedModel its folder
   * @param model gets each request's signature and inputs, which are closed afterwards
   * @throws SavedModelException if the requests can't be read, or the model refuses one
   */
  public static void replay(Path savedModel, BiConsumer<String, Map<String, Tensor>> model) {
    try {
      for (WarmupRequest request : read(savedModel)) {
        replay(savedModel, request, model);
      }
    } catch (IOException e) {
      throw new SavedModelException(
          "The requests in %s can't be read: %s. Copy or export the model anew, or delete the file."
              .formatted(file(savedModel), AtomicFiles.reason(e)),
          e);
    }
  }

  private static void replay(
      Path savedModel, WarmupRequest request, BiConsumer<String, Map<String, Tensor>> model) {
    try (var tensors = RequestTensors.of(request.inputs())) {
      model.accept(request.signature(), tensors.byName());
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      Optional<String> device = DeviceFailure.explain(AtomicFiles.reason(e));
      if (device.isPresent()) {
        throw new SavedModelException(
            "The SavedModel %s can't be warmed up. %s".formatted(savedModel, device.get()), e);
      }
      throw new SavedModelException(
          "The model refuses the request for the signature %s in %s: %s. Export it anew, or delete the file."
              .formatted(request.signature(), file(savedModel), AtomicFiles.reason(e)),
          e);
    }
  }
}
