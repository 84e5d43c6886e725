package io.github.tfestimator.estimator;

import java.util.Collection;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** The tensors that a run computed. Owns them. */
final class FetchedTensors implements AutoCloseable {
  private final Result result;

  private FetchedTensors(Result result) {
    this.result = result;
  }

  /**
   * Runs, fetching each tensor once, however often it is wanted: TensorFlow Java refuses to fetch
   * one twice.
   */
  static FetchedTensors run(Session.Runner runner, Collection<? extends Operand<?>> fetches) {
    fetches.stream().map(FetchedTensors::name).distinct().forEach(runner::fetch);
    return new FetchedTensors(runner.run());
  }

  private static String name(Operand<?> operand) {
    return operand.asOutput().name();
  }

  /** The value of a tensor that was wanted. */
  Tensor get(Operand<?> operand) {
    return result.get(name(operand)).orElseThrow();
  }

  /** The value of a float tensor that must be a scalar, such as the loss. */
  float scalar(Operand<TFloat32> operand) {
    return scalar(get(operand));
  }

  /** The value of a float tensor that must be a scalar, such as the loss. */
  static float scalar(Tensor tensor) {
    if (tensor.shape().numDimensions() != 0) {
      throw new IllegalStateException(
          "The loss has the shape %s, but must be a scalar: take the mean over the batch"
              .formatted(tensor.shape()));
    }
    return ((TFloat32) tensor).getFloat();
  }

  @Override
  public void close() {
    result.close();
  }
}
