package io.github.tfestimator.serving;

import io.github.tfestimator.cnn.image.Pictures.Ink;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;

/**
 * A SavedModel in memory, warm. Owns native memory, which is freed when it is retired and the last
 * request that uses it is done.
 */
final class LoadedModel {
  private final Path folder;
  private final SavedModelBundle bundle;
  private final Optional<ModelFunction<float[]>> features;
  private final Optional<ModelFunction<byte[]>> pixels;
  private final Optional<ModelFunction<byte[]>> files;
  private final Optional<ModelFunction<byte[]>> filesDarkOnLight;

  /** The requests that run, and one for the owner. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final CountDownLatch freed = new CountDownLatch(1);

  private LoadedModel(Path folder, SavedModelBundle bundle, ServingConfig config) {
    this.folder = folder;
    this.bundle = bundle;
    features = ModelFunction.find(folder, bundle, PictureSignature.FEATURES, config);
    pixels = ModelFunction.find(folder, bundle, PictureSignature.PIXELS, config);
    files = ModelFunction.find(folder, bundle, PictureSignature.FILES, config);
    filesDarkOnLight =
        ModelFunction.find(folder, bundle, PictureSignature.FILES_DARK_ON_LIGHT, config);
    if (signatures().isEmpty()) {
      throw new SavedModelException(
          "The SavedModel %s has no signature for pictures, only %s: it isn't one of this project's"
              .formatted(folder, keys()));
    }
    WarmupRequests.replay(folder, bundle);
    // The requests needn't be there, nor ask for what is asked for here.
    functions().forEach(ModelFunction::warm);
  }

  /**
   * Loads and warms a model.
   *
   * @throws SavedModelException if it can't be loaded, or fails
   */
  static LoadedModel load(Path folder, ServingConfig config) {
    SavedModelBundle bundle = bundle(folder);
    try {
      return new LoadedModel(folder, bundle, config);
    } catch (SavedModelException | Error e) {
      bundle.close();
      throw e;
    } catch (RuntimeException e) {
      bundle.close();
      throw notLoaded(folder, e);
    }
  }

  private static SavedModelBundle bundle(Path folder) {
    try {
      return SavedModelBundle.load(folder.toString(), SavedModelBundle.DEFAULT_TAG);
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw notLoaded(folder, e);
    }
  }

  private static SavedModelException notLoaded(Path folder, RuntimeException e) {
    return new SavedModelException(
        "The SavedModel %s can't be loaded: %s. Export it anew."
            .formatted(folder, AtomicFiles.reason(e)),
        e);
  }

  Path folder() {
    return folder;
  }

  ModelFunction<float[]> features() {
    return features.orElseThrow(() -> lacks(PictureSignature.FEATURES));
  }

  ModelFunction<byte[]> pixels() {
    return pixels.orElseThrow(() -> lacks(PictureSignature.PIXELS));
  }

  /** The function for files with one of the two inks that the graph knows. */
  ModelFunction<byte[]> files(Ink ink) {
    return ink == Ink.DARK_ON_LIGHT
        ? filesDarkOnLight.orElseThrow(() -> lacks(PictureSignature.FILES_DARK_ON_LIGHT))
        : files.orElseThrow(() -> lacks(PictureSignature.FILES));
  }

  /**
   * Begins a request.
   *
   * @return whether it may go on, and then has to be ended; false if the memory is freed, or about
   *     to be
   */
  boolean beginRequest() {
    int now = users.get();
    while (now > 0) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  void endRequest() {
    if (users.decrementAndGet() == 0) {
      try {
        bundle.close();
      } finally {
        freed.countDown();
      }
    }
  }

  /** Called once, by the owner: the last request that runs frees the memory. */
  void retire() {
    functions().forEach(ModelFunction::stopWaiting);
    endRequest();
  }

  /** Waits until the memory of a retired model is freed. */
  void awaitFreed() throws InterruptedException {
    freed.await();
  }

  boolean isFreed() {
    return freed.getCount() == 0;
  }

  /** The keys of the signatures that can be asked here. */
  Set<String> signatures() {
    return functions().map(ModelFunction::key).collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<ModelFunction<?>> functions() {
    return Stream.of(features, pixels, files, filesDarkOnLight).flatMap(Optional::stream);
  }

  private SavedModelException lacks(PictureSignature<?> signature) {
    return new SavedModelException(
        "The SavedModel %s has no signature %s with the input %s, only %s"
            .formatted(folder, signature.key(), signature.input(), keys()));
  }

  private String keys() {
    return bundle.signatures().stream()
        .map(Signature::key)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
