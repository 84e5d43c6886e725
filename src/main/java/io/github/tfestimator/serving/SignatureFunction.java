package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.TensorValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.SignatureDef;

/**
 * A signature of a loaded model, its tensors looked up once. Safe for any number of threads; to be
 * called while the model is open.
 */
final class SignatureFunction {
  /**
   * Waking another thread takes a sixth of a single example's time. Strings, though, may be files
   * that several threads decode.
   */
  private static final RunOptions IN_THIS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private final Path folder;
  private final String key;
  private final Session session;
  private final boolean takesImages;
  private final SortedMap<String, SignatureTensor> inputs;
  private final SortedMap<String, SignatureTensor> outputs;

  /** The inputs by their tensors. An output may be one of them, which TensorFlow won't fetch. */
  private final Map<Output<?>, String> fed = new HashMap<>();

  /** Several outputs may be one tensor, which can be fetched but once. */
  private final List<Output<?>> fetches;

  private final Optional<SignatureTensor> withoutTensor;
  private final Optional<SignatureTensor> withoutArray;

  /**
   * Resolves a signature in a loaded graph.
   *
   * @throws IllegalArgumentException if the graph lacks a tensor
   */
  SignatureFunction(Path folder, SavedModelBundle bundle, String key, SignatureDef definition) {
    this.folder = folder;
    this.key = key;
    session = bundle.session();
    takesImages = ImageRequests.areTakenBy(bundle);
    Map<String, String> parts = CompositeInputs.of(bundle.metaGraphDef(), definition);
    inputs = SignatureTensor.of(definition.getInputsMap(), parts, bundle.graph());
    outputs = SignatureTensor.of(definition.getOutputsMap(), Map.of(), bundle.graph());
    if (!parts.isEmpty()) {
      LOG.warn(
          "The signature {} of {} takes ragged or sparse tensors in parts: {}. Send each part by its name, in columns (\"inputs\"), not row by row (\"instances\").",
          key,
          folder,
          inputs.values());
    }
    inputs.forEach((name, input) -> input.output().ifPresent(output -> fed.put(output, name)));
    fetches =
        outputs.values().stream()
            .flatMap(o -> o.output().stream())
            .filter(output -> !fed.containsKey(output))
            .distinct()
            .toList();
    withoutTensor = first(tensor -> tensor.output().isEmpty());
    withoutArray = first(tensor -> !tensor.isConvertible());
  }

  String key() {
    return key;
  }

  SortedMap<String, SignatureTensor> inputs() {
    return inputs;
  }

  /** Tells whether requests to another signature, and its readers, can do with this one. */
  boolean canReplace(SignatureFunction other) {
    return types(inputs).equals(types(other.inputs))
        && types(outputs).entrySet().containsAll(types(other.outputs).entrySet());
  }

  private static Map<String, DataType> types(SortedMap<String, SignatureTensor> tensors) {
    Map<String, DataType> types = new HashMap<>();
    tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
    return types;
  }

  /** Runs the model on tensors, or what becomes them, by input, and copies the outputs. */
  Map<String, NdArray<?>> run(Map<String, ?> values) {
    requireArrays();
    return run(values, SignatureFunction::copy);
  }

  private static Map<String, NdArray<?>> copy(Map<String, Tensor> tensors) {
    Map<String, NdArray<?>> arrays = new TreeMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, TensorValues.copy(tensor)));
    return arrays;
  }

  /**
   * Runs the model on tensors, or what becomes them, by input.
   *
   * @param reader gets the outputs, which are closed afterwards
   */
  <R> R run(Map<String, ?> values, Function<Map<String, Tensor>, R> reader) {
    requireInputs(values);
    requireTensors();
    Map<String, Tensor> tensors = new HashMap<>();
    List<Tensor> converted = new ArrayList<>();
    try {
      for (SignatureTensor input : inputs.values()) {
        Object value = values.get(input.name());
        if (value instanceof Tensor tensor) {
          input.check(key, tensor);
          tensors.put(input.name(), tensor);
        } else {
          Tensor tensor = TensorValues.tensor(input.array(key, value));
          converted.add(tensor);
          tensors.put(input.name(), tensor);
        }
      }
      return runTensors(tensors, reader);
    } finally {
      converted.forEach(Tensor::close);
    }
  }

  /** Runs the model on tensors of the right types, one for each input. */
  <R> R runTensors(Map<String, Tensor> tensors, Function<Map<String, Tensor>, R> reader) {
    // Where all outputs are inputs there is nothing to run.
    try (Result result = fetches.isEmpty() ? null : fetch(tensors)) {
      Map<String, Tensor> answer = new TreeMap<>();
      outputs.forEach(
          (name, o) -> {
            Output<?> output = o.output().orElseThrow();
            String input = fed.get(output);
            answer.put(
                name, input == null ? result.get(fetches.indexOf(output)) : tensors.get(input));
          });
      return reader.apply(answer);
    }
  }

  private Result fetch(Map<String, Tensor> tensors) {
    try {
      if (takesImages) {
        tensors.values().forEach(ImageRequests::check);
      }
      Session.Runner runner = session.runner();
      inputs.forEach((name, input) -> runner.feed(input.output().orElseThrow(), tensors.get(name)));
      fetches.forEach(runner::fetch);
      if (areSmall(tensors.values())) {
        runner.setOptions(IN_THIS_THREAD);
      }
      return runner.run();
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw failed(AtomicFiles.reason(e), e);
    }
  }

  /** Tells whether all tensors are numbers of one example. */
  private static boolean areSmall(Collection<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      Shape shape = tensor.shape();
      if (tensor.dataType() == DataType.DT_STRING
          || (shape.numDimensions() > 0 && shape.get(0) != 1)) {
        return false;
      }
    }
    return true;
  }

  SavedModelException failed(String why, RuntimeException cause) {
    return new SavedModelException(
        "The SavedModel %s fails on the signature %s: %s. Look at the inputs."
            .formatted(folder, key, why),
        cause);
  }

  /**
   * Checks the names of a request's inputs.
   *
   * @throws IllegalArgumentException if they aren't exactly the signature's inputs
   */
  void requireInputs(Map<String, ?> values) {
    Set<String> given =
        Objects.requireNonNull(values, "The inputs are null, but must be values by name").keySet();
    if (!given.equals(inputs.keySet())) {
      throw new IllegalArgumentException(
          "The signature %s takes the inputs %s, but was given %s"
              .formatted(key, inputs.values(), given.stream().sorted().toList()));
    }
  }

  /**
   * Checks that all inputs and outputs can be Java arrays.
   *
   * @throws SavedModelException if a type isn't supported
   */
  void requireArrays() {
    withoutArray.ifPresent(
        tensor -> {
          throw new SavedModelException(
              "%s of the signature %s of %s can't be a Java array. Read its tensor."
                  .formatted(tensor, key, folder));
        });
  }

  private void requireTensors() {
    withoutTensor.ifPresent(
        tensor -> {
          throw new SavedModelException(
              "%s of the signature %s of %s isn't one tensor. Export it as a dense one."
                  .formatted(tensor, key, folder));
        });
  }

  private Optional<SignatureTensor> first(Predicate<SignatureTensor> condition) {
    return Stream.concat(inputs.values().stream(), outputs.values().stream())
        .filter(condition)
        .findFirst();
  }
}
