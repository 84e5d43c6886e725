package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunOptions;

/**
 * One signature of a loaded model, its tensors looked up once. Safe for any number of threads; to
 * be called while the model is open.
 *
 * @param <T> what a picture is handed over as
 */
final class ModelFunction<T> {
  /**
   * Waking another thread takes a sixth of a single picture's time. Several pictures' files,
   * though, are decoded by several threads.
   */
  private static final RunOptions IN_THIS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Path folder;
  private final PictureSignature<T> signature;
  private final Session session;
  private final Output<?> input;
  private final Output<?> classes;
  private final Output<?> probabilities;
  private final MicroBatcher<T> batcher;

  private ModelFunction(
      Path folder,
      SavedModelBundle bundle,
      PictureSignature<T> signature,
      SignatureTensors tensors,
      ServingConfig config) {
    this.folder = folder;
    this.signature = signature;
    session = bundle.session();
    input = bundle.graph().outputOrThrow(tensors.input());
    classes = bundle.graph().outputOrThrow(tensors.classes());
    probabilities = bundle.graph().outputOrThrow(tensors.probabilities());
    batcher = new MicroBatcher<>(config.maxBatch(), config.maxDelay(), this::run);
  }

  /** The model's function for a signature; none if the model lacks it. */
  static <T> Optional<ModelFunction<T>> find(
      Path folder, SavedModelBundle bundle, PictureSignature<T> signature, ServingConfig config) {
    return SignatureTensors.find(folder, bundle.metaGraphDef().getSignatureDefMap(), signature)
        .map(tensors -> new ModelFunction<>(folder, bundle, signature, tensors, config));
  }

  String key() {
    return signature.key();
  }

  /** Classifies one picture, perhaps together with those of other threads. */
  Classification classify(T picture) {
    return batcher.classify(picture);
  }

  /** Classifies pictures together. An error names the one that it comes from, if any. */
  List<Classification> classify(List<T> pictures) {
    try {
      return run(pictures);
    } catch (SavedModelException e) {
      if (canRun()) {
        requireEach(pictures);
      }
      throw e;
    }
  }

  /** Runs the model on a picture of zeros. */
  void warm() {
    run(List.of(signature.blank()));
  }

  /** From now on, single pictures wait for no others. */
  void stopWaiting() {
    batcher.stopWaiting();
  }

  /** Whether the model runs at all: if it doesn't, no picture is to blame. */
  private boolean canRun() {
    try {
      warm();
      return true;
    } catch (SavedModelException e) {
      return false;
    }
  }

  private void requireEach(List<T> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      try {
        run(pictures.subList(i, i + 1));
      } catch (SavedModelException e) {
        throw new SavedModelException("pictures[%d]: %s".formatted(i, e.getMessage()), e);
      }
    }
  }

  private List<Classification> run(List<T> pictures) {
    try (Tensor batch = signature.batch().apply(pictures);
        Result result = runner(pictures.size()).feed(input, batch).run()) {
      return read(result.get(0), result.get(1), pictures.size());
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw new SavedModelException(
          "The SavedModel %s can't classify by %s: %s. %s"
              .formatted(folder, signature.key(), AtomicFiles.reason(e), signature.advice()),
          e);
    }
  }

  private Session.Runner runner(int pictures) {
    var runner = session.runner().fetch(classes).fetch(probabilities);
    return pictures == 1 && !signature.isOfFiles() ? runner.setOptions(IN_THIS_THREAD) : runner;
  }

  private static List<Classification> read(Tensor classes, Tensor probabilities, int count) {
    long[] ids = new long[count];
    classes.asRawTensor().data().asLongs().read(ids);
    float[] all = new float[Math.toIntExact(probabilities.shape().size())];
    probabilities.asRawTensor().data().asFloats().read(all);
    int width = all.length / count;
    List<Classification> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] its = Arrays.copyOfRange(all, i * width, (i + 1) * width);
      found.add(new Classification(ids[i], its));
    }
    return found;
  }
}
