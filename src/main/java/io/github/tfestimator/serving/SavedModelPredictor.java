package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.SignatureDef;

/**
 * A SavedModel that is loaded once and answers requests by its signatures: one of this project's
 * estimators, of Python's, of Keras, or of whatever else writes SavedModels with the tag {@code
 * serve}.
 *
 * <p>Inputs are Java arrays of any number of dimensions ({@code float[][]}), arrays of {@code
 * org.tensorflow.ndarray}, or tensors; outputs are copied to {@link
 * org.tensorflow.ndarray.FloatNdArray} and its like, or read as tensors. The types are float32,
 * float64, int32, int64, uint8 (a {@code byte}), bool, and string: inputs are {@code String} or
 * {@code byte[]}, outputs {@code byte[]}, as a string may be anything; {@link
 * io.github.tfestimator.input.JavaArrays#toStrings} decodes text. Numbers aren't converted from one
 * type to another.
 *
 * <p>Safe for any number of threads. Owns native memory: {@link #close} it when requests are over;
 * those that still run are waited for, those that come later get an {@link IllegalStateException}.
 */
public final class SavedModelPredictor implements AutoCloseable {
  private final CurrentModel current;
  private final Optional<VersionFollower> follower;

  private SavedModelPredictor(CurrentModel current, Optional<VersionFollower> follower) {
    this.current = current;
    this.follower = follower;
  }

  /**
   * Loads a SavedModel and sends it the warm-up requests that it brings along.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @return the predictor
   * @throws SavedModelException if there is none, or it can't be loaded
   */
  public static SavedModelPredictor load(Path path) {
    return load(path, ServingConfig.defaults());
  }

  /**
   * Loads a SavedModel and sends it the warm-up requests that it brings along.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @param config how to serve it. If it follows versions, the path must be a folder of them. The
   *     highest version that can be loaded serves at first. Another highest version is loaded and
   *     warmed in the background, also if it is a lower one, the highest having vanished. One that
   *     can't be loaded, or lacks a signature, input, output or type that is served now, is logged,
   *     and the last one goes on serving, as it does if all vanish
   * @return the predictor
   * @throws SavedModelException if there is none, or it can't be loaded
   */
  public static SavedModelPredictor load(Path path, ServingConfig config) {
    if (!config.followsVersions()) {
      return new SavedModelPredictor(new CurrentModel(loadHighest(path, config)), Optional.empty());
    }
    if (SavedModelVersions.isSavedModel(path)) {
      throw new SavedModelException(
          "There are no versions to follow in %s: it is a SavedModel itself. Name the folder above."
              .formatted(path));
    }
    var follower =
        new VersionFollower(
            path, config.pollInterval(), version -> LoadedModel.load(version, config));
    follower.start();
    return new SavedModelPredictor(follower.current(), Optional.of(follower));
  }

  private static LoadedModel loadHighest(Path path, ServingConfig config) {
    if (SavedModelVersions.isSavedModel(path)) {
      return LoadedModel.load(path, config);
    }
    List<Path> versions = SavedModelFolder.versions(path);
    try {
      return LoadedModel.load(versions.get(0), config);
    } catch (SavedModelException e) {
      if (versions.size() == 1) {
        throw e;
      }
      throw new SavedModelException(
          "%s Or name the version before it, %s.".formatted(e.getMessage(), versions.get(1)), e);
    }
  }

  /**
   * Returns what serves.
   *
   * @return the folder of the SavedModel that serves now, or did last
   */
  public Path version() {
    return current.folder();
  }

  /**
   * Returns the signatures that can be called.
   *
   * @return the definitions of their inputs and outputs, by key, of the SavedModel that serves now
   * @throws IllegalStateException if this is closed
   */
  public SortedMap<String, SignatureDef> signatures() {
    return current.with(LoadedModel::signatures);
  }

  /**
   * Returns how long the queue is.
   *
   * @return the number of requests that wait for a micro-batch; 0 if this is closed
   */
  public int queueLength() {
    return current.queueLength();
  }

  /**
   * Answers a request by the signature {@code serving_default}.
   *
   * @param inputs by name: Java arrays, arrays of {@code org.tensorflow.ndarray} or tensors, which
   *     the caller closes
   * @return the outputs by name, in alphabetical order
   * @throws IllegalArgumentException if an input is missing, surplus, ragged, or of another type or
   *     shape
   * @throws SavedModelException if the model has no such signature, has a type that Java arrays
   *     can't hold, or fails
   * @throws IllegalStateException if this is closed
   */
  public Map<String, NdArray<?>> predict(Map<String, ?> inputs) {
    return predict(Signature.DEFAULT_KEY, inputs);
  }

  /**
   * Answers a request.
   *
   * @param signature its key
   * @param inputs by name: Java arrays, arrays of {@code org.tensorflow.ndarray} or tensors, which
   *     the caller closes
   * @return the outputs by name, in alphabetical order
   * @throws IllegalArgumentException if an input is missing, surplus, ragged, or of another type or
   *     shape
   * @throws SavedModelException if the model has no such signature, has a type that Java arrays
   *     can't hold, or fails
   * @throws IllegalStateException if this is closed
   */
  public Map<String, NdArray<?>> predict(String signature, Map<String, ?> inputs) {
    return current.with(model -> model.function(signature).signature().run(inputs));
  }

  /**
   * Answers a request with tensors, of whatever type.
   *
   * @param signature its key
   * @param inputs by name: Java arrays, arrays of {@code org.tensorflow.ndarray} or tensors, which
   *     the caller closes
   * @param reader gets the outputs by name, which are closed when it returns
   * @param <R> what the reader returns
   * @return what the reader returns
   * @throws IllegalArgumentException if an input is missing, surplus, ragged, or of another type or
   *     shape
   * @throws SavedModelException if the model has no such signature, or fails
   * @throws IllegalStateException if this is closed
   */
  public <R> R predict(
      String signature, Map<String, ?> inputs, Function<Map<String, Tensor>, R> reader) {
    Objects.requireNonNull(reader, "The reader is null, but must take the outputs");
    return current.with(model -> model.function(signature).signature().run(inputs, reader));
  }

  /**
   * Makes a typed function that is called with examples. The signature's inputs and outputs must
   * have a first dimension of any size, along which examples are put together.
   *
   * @param signature its key
   * @param encoder makes the inputs by name of an example: Java arrays or arrays of {@code
   *     org.tensorflow.ndarray}, without the first dimension
   * @param decoder makes an answer of the outputs by name, without the first dimension
   * @param <I> an example
   * @param <O> an answer
   * @return the function, which can be called until this is closed
   * @throws SavedModelException if the model has no such signature, or it takes no batches of
   *     arrays
   * @throws IllegalStateException if this is closed
   */
  public <I, O> PredictFunction<I, O> function(
      String signature,
      Function<? super I, ? extends Map<String, ?>> encoder,
      Function<? super Map<String, NdArray<?>>, ? extends O> decoder) {
    current.with(
        model -> {
          model.function(signature).requireBatches();
          return signature;
        });
    return new PredictFunction<>(current, signature, encoder, decoder);
  }

  /**
   * Refuses requests from now on, waits for those that run, and frees the memory. May be called
   * again. If the thread is interrupted, it doesn't wait, and the last request frees the memory.
   */
  @Override
  public void close() {
    follower.ifPresent(VersionFollower::close);
    current.close();
  }
}
