package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Devices;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.DeviceFailure;
import io.github.tfestimator.savedmodel.RequestTensors;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelLoader;
import io.github.tfestimator.savedmodel.Unoptimized;
import io.github.tfestimator.savedmodel.WarmupRequest;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A check of a written SavedModel: loads it, sends its warm-up requests, and compares the answers
 * with the live model's. Neither graph is optimized, so both run the same kernels; on a GPU these
 * may round otherwise from run to run, and answers may differ as far as the live model's do.
 */
final class SelfCheck {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  /** As often the live model is asked again. */
  private static final int RUNS = 5;

  /**
   * More than the rounding of TF32 makes of a network's answers; a model that is random has more.
   */
  private static final double MAX_OF_RUNS = 1e-3;

  private final ServingGraph live;
  private final SavedModelBundle loaded;
  private final boolean onGpu;

  private SelfCheck(ServingGraph live, SavedModelBundle loaded, boolean onGpu) {
    this.live = live;
    this.loaded = loaded;
    this.onGpu = onGpu;
  }

  /**
   * Loads a SavedModel, runs each signature, and compares with the live model.
   *
   * @param requests the expected warm-up requests, one per signature, in order
   * @throws ExportException if the SavedModel has other requests, can't be loaded, or gives other
   *     bits
   */
  static void check(ServingGraph live, List<WarmupRequest> requests, Path savedModel) {
    boolean onGpu =
        Devices.isGpuBuild()
            && Devices.list(live.sessionConfig()).stream().anyMatch(name -> name.startsWith("GPU"));
    check(live, requests, savedModel, onGpu);
  }

  /**
   * The same.
   *
   * @param onGpu whether answers may differ as far as those of the live model do from run to run
   */
  static void check(
      ServingGraph live, List<WarmupRequest> requests, Path savedModel, boolean onGpu) {
    List<WarmupRequest> saved = read(savedModel);
    if (!saved.equals(requests)) {
      throw failed(savedModel, "has other warm-up requests than were written", null);
    }
    try (SavedModelBundle loaded = load(savedModel, live.sessionConfig())) {
      var check = new SelfCheck(live, loaded, onGpu);
      for (int i = 0; i < saved.size(); i++) {
        check.compare(live.signatures().get(i), saved.get(i));
      }
    }
  }

  private static List<WarmupRequest> read(Path savedModel) {
    try {
      return WarmupRequests.read(savedModel);
    } catch (IOException e) {
      throw failed(
          savedModel, "has warm-up requests that can't be read: " + AtomicFiles.reason(e), e);
    }
  }

  private static SavedModelBundle load(Path savedModel, SessionConfig config) {
    try {
      return SavedModelLoader.load(savedModel, Unoptimized.of(config.forNewSession()));
    } catch (SavedModelException e) {
      throw failed(savedModel, "can't be loaded: " + AtomicFiles.reason(e), e);
    }
  }

  private static ExportException failed(Path savedModel, String what, Exception cause) {
    return new ExportException(
        "The SavedModel in %s, read again, %s. Nothing was exported. Export again, into another directory if the disk is at fault."
            .formatted(savedModel.getParent(), what),
        cause);
  }

  private void compare(ServingSignature signature, WarmupRequest request) {
    try (Result expected = ofLive(signature, request);
        Result result = request.run(loaded)) {
      Iterator<String> outputs = live.outputs(signature).keySet().iterator();
      for (int i = 0; i < expected.size(); i++) {
        compare(signature, request, outputs.next(), i, expected.get(i), result);
      }
    } catch (TensorFlowException | IllegalArgumentException | UnsupportedOperationException e) {
      Optional<String> device = DeviceFailure.explain(AtomicFiles.reason(e));
      if (device.isPresent()) {
        throw new ExportException(device.get() + " Nothing was exported.", e);
      }
      throw new ExportException(
          "The signature %s refuses its own sample: %s. Nothing was exported. Give it another by withSample, or mend its graph."
              .formatted(signature.key(), AtomicFiles.reason(e)),
          e);
    }
  }

  private Result ofLive(ServingSignature signature, WarmupRequest request) {
    try (var tensors = RequestTensors.of(request.inputs())) {
      Session.Runner runner = live.session().runner();
      signature
          .inputs()
          .forEach((name, operand) -> runner.feed(operand, tensors.byName().get(name)));
      live.outputs(signature).values().forEach(runner::fetch);
      return runner.run();
    }
  }

  private void compare(
      ServingSignature signature,
      WarmupRequest request,
      String output,
      int index,
      Tensor expected,
      Result result) {
    Tensor actual = result.get(output).orElseThrow();
    Optional<String> difference = TensorDifference.of(expected, actual);
    if (difference.isPresent()
        && !(onGpu && isOfRuns(signature, request, index, expected, actual))) {
      throw new ExportException(
          "The SavedModel answers otherwise than the model: of the signature %s, the output %s %s. "
                  .formatted(signature.key(), output, difference.get())
              + "Nothing was exported. In PREDICT the same request must get the same answer: take"
              + " out what is random, such as dropout. If nothing is, export again.",
          null);
    }
  }

  /** Tells whether the live model's answers differ as much from run to run, as on GPUs they may. */
  private boolean isOfRuns(
      ServingSignature signature,
      WarmupRequest request,
      int index,
      Tensor expected,
      Tensor actual) {
    double allowed = 0;
    for (int i = 0; i < RUNS; i++) {
      try (Result again = ofLive(signature, request)) {
        allowed = Math.max(allowed, TensorDifference.largest(expected, again.get(index)));
      }
    }
    double difference = TensorDifference.largest(expected, actual);
    boolean isAllowed = difference <= Math.min(RUNS * allowed, MAX_OF_RUNS);
    if (isAllowed) {
      LOG.info(
          "On this GPU the answers of the signature {} differ by up to {} of the largest value from"
              + " run to run, and the SavedModel's by {}.",
          signature.key(),
          allowed,
          difference);
    }
    return isAllowed;
  }
}
