package io.github.tfestimator.estimator;

import java.util.Collection;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/** What a run computed. Owns the native tensors. */
final class FetchedTensors implements AutoCloseable {
  private final Result result;

  private FetchedTensors(Result result) {
    this.result = result;
  }

  /**
   * Runs, fetching each tensor once, however often it is wanted: TensorFlow Java refuses to fetch
   * one twice.
   */
  static FetchedTensors run(Session.Runner runner, Collection<? extends Operand<?>> wanted) {
    wanted.stream().map(FetchedTensors::name).distinct().forEach(runner::fetch);
    return new FetchedTensors(runner.run());
  }

  private static String name(Operand<?> operand) {
    return operand.asOutput().name();
  }

  /** The value of a tensor that was wanted. */
  Tensor get(Operand<?> operand) {
    return result.get(name(operand)).orElseThrow();
  }

  /** All values of a float tensor, flattened. */
  float[] floats(Operand<?> operand) {
    float[] values = new float[size(operand)];
    get(operand).asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** All values of an int64 tensor, flattened. */
  long[] longs(Operand<?> operand) {
    long[] values = new long[size(operand)];
    get(operand).asRawTensor().data().asLongs().read(values);
    return values;
  }

  /** All values of an int32 tensor, flattened. */
  int[] ints(Operand<?> operand) {
    int[] values = new int[size(operand)];
    get(operand).asRawTensor().data().asInts().read(values);
    return values;
  }

  private int size(Operand<?> operand) {
    return Math.toIntExact(get(operand).shape().size());
  }

  @Override
  public void close() {
    result.close();
  }
}
