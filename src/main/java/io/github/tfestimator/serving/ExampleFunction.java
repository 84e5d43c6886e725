package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.TensorValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A signature that is called with examples, which are put together along the first dimension, and
 * the outputs taken apart again. Safe for any number of threads.
 */
final class ExampleFunction {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final SignatureFunction function;
  private final Optional<SignatureTensor> withoutBatch;
  private final MicroBatcher<Map<String, NdArray<?>>, Map<String, NdArray<?>>> batcher;

  ExampleFunction(SignatureFunction function, ServingConfig config) {
    this.function = function;
    withoutBatch =
        function.inputs().values().stream().filter(input -> !input.isBatch()).findFirst();
    batcher =
        new MicroBatcher<>(
            config.maxBatch(),
            config.maxDelay(),
            CORES,
            this::shapes,
            this::runTogether,
            config.batchListener());
  }

  SignatureFunction signature() {
    return function;
  }

  /**
   * Checks that the signature takes batches of arrays.
   *
   * @throws SavedModelException if it doesn't
   */
  void requireBatches() {
    function.requireArrays();
    withoutBatch.ifPresent(
        input -> {
          throw new SavedModelException(
              "The signature %s takes no batches of examples: its input %s has a fixed first dimension. Call predict."
                  .formatted(function.key(), input));
        });
  }

  /** Runs the model on one example, perhaps together with those of other threads. */
  Map<String, NdArray<?>> run(Map<String, ?> example) {
    return batcher.run(arrays(example));
  }

  /** Runs the model on examples together. An error names the one that it comes from, if any. */
  List<Map<String, NdArray<?>>> runAll(List<? extends Map<String, ?>> examples) {
    if (examples.isEmpty()) {
      return List.of();
    }
    List<Map<String, NdArray<?>>> arrays = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      try {
        arrays.add(arrays(examples.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("examples[%d]: %s".formatted(i, e.getMessage()), e);
      }
    }
    try {
      return runTogether(arrays);
    } catch (SavedModelException e) {
      throw blame(arrays, e);
    }
  }

  /** Returns how many single examples wait for others that run. */
  int queueLength() {
    return batcher.queueLength();
  }

  /** From now on, single examples wait for no others. */
  void stopWaiting() {
    batcher.stopWaiting();
  }

  private Map<String, NdArray<?>> arrays(Map<String, ?> example) {
    function.requireInputs(example);
    Map<String, NdArray<?>> arrays = new HashMap<>();
    function
        .inputs()
        .forEach((name, in) -> arrays.put(name, in.example(function.key(), example.get(name))));
    return arrays;
  }

  /** The shapes of an example's inputs, in the order of their names. */
  private List<Shape> shapes(Map<String, NdArray<?>> example) {
    List<Shape> shapes = new ArrayList<>(example.size());
    function.inputs().keySet().forEach(name -> shapes.add(example.get(name).shape()));
    return shapes;
  }

  private List<Map<String, NdArray<?>>> runTogether(List<Map<String, NdArray<?>>> examples) {
    Map<String, Tensor> tensors = new HashMap<>();
    try {
      for (SignatureTensor input : function.inputs().values()) {
        List<NdArray<?>> values = new ArrayList<>(examples.size());
        examples.forEach(example -> values.add(example.get(input.name())));
        requireSameShape(input, values);
        tensors.put(input.name(), TensorValues.stack(values));
      }
      return function.runTensors(tensors, outputs -> split(outputs, examples.size()));
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  private void requireSameShape(SignatureTensor input, List<NdArray<?>> values) {
    Shape first = values.get(0).shape();
    for (NdArray<?> value : values) {
      if (!value.shape().equals(first)) {
        throw function.failed(
            "examples of the shapes %s and %s of %s don't go together"
                .formatted(first, value.shape(), input.name()),
            null);
      }
    }
  }

  private List<Map<String, NdArray<?>>> split(Map<String, Tensor> outputs, int count) {
    List<Map<String, NdArray<?>>> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      examples.add(new TreeMap<>());
    }
    outputs.forEach(
        (name, batch) -> {
          Shape shape = batch.shape();
          if (shape.numDimensions() == 0 || shape.get(0) != count) {
            throw function.failed(
                "its output %s of %s isn't one for each of %d examples"
                    .formatted(name, shape, count),
                null);
          }
          for (int i = 0; i < count; i++) {
            examples.get(i).put(name, TensorValues.copy(batch, i));
          }
        });
    return examples;
  }

  /** The error of the first example that fails alone; if all do, none is to blame. */
  private SavedModelException blame(List<Map<String, NdArray<?>>> examples, SavedModelException e) {
    SavedModelException first = null;
    int succeeded = 0;
    for (int i = 0; i < examples.size() && (first == null || succeeded == 0); i++) {
      try {
        runTogether(examples.subList(i, i + 1));
        succeeded++;
      } catch (SavedModelException failure) {
        if (first == null) {
          first = new SavedModelException("examples[%d]: %s".formatted(i, failure.getMessage()), e);
        }
      }
    }
    return first == null || succeeded == 0 ? e : first;
  }
}
