package io.github.tfestimator.serving;

import io.github.tfestimator.estimator.Devices;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelLoader;
import io.github.tfestimator.savedmodel.Unoptimized;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;

/**
 * A SavedModel in memory, warm. Owns native memory, which is freed when it is retired and the last
 * request that uses it is done.
 */
final class LoadedModel {
  /** Python's mark for operations that are run by loaders and trainers; no client calls them. */
  private static final String INTERNAL = "__saved_model_";

  private final Path folder;
  private final SavedModelBundle bundle;
  private final SortedMap<String, SignatureDef> signatures = new TreeMap<>();
  private final SortedMap<String, ExampleFunction> functions = new TreeMap<>();

  /** The requests that run, and one for the owner. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final CountDownLatch freed = new CountDownLatch(1);

  private LoadedModel(Path folder, SavedModelBundle bundle, ServingConfig config) {
    this.folder = folder;
    this.bundle = bundle;
    bundle
        .metaGraphDef()
        .getSignatureDefMap()
        .forEach(
            (key, definition) -> {
              if (!key.startsWith(INTERNAL)) {
                signatures.put(key, definition);
                var function = new SignatureFunction(folder, bundle, key, definition);
                functions.put(key, new ExampleFunction(function, config));
              }
            });
    if (config.warmsUp()) {
      WarmupRequests.replay(
          folder,
          (signature, inputs) -> function(signature).signature().run(inputs, outputs -> null));
    }
  }

  /**
   * Loads and warms a model.
   *
   * @throws SavedModelException if it can't be loaded, or refuses its warm-up requests
   */
  static LoadedModel load(Path folder, ServingConfig config) {
    SavedModelBundle bundle = SavedModelLoader.load(folder, session(folder, config));
    try {
      return new LoadedModel(folder, bundle, config);
    } catch (SavedModelException | Error e) {
      bundle.close();
      throw e;
    } catch (RuntimeException e) {
      bundle.close();
      throw new SavedModelException(
          "The SavedModel %s can't be loaded: %s. Copy the folder anew, or export the model anew."
              .formatted(folder, AtomicFiles.reason(e)),
          e);
    }
  }

  private static ConfigProto session(Path folder, ServingConfig config) {
    ConfigProto session = config.session().forNewSession();
    try {
      // On GPUs TensorFlow chooses the layout of images when it optimizes.
      return !Devices.isGpuBuild() && Unoptimized.suits(SavedModelFolder.read(folder))
          ? Unoptimized.of(session)
          : session;
    } catch (IOException e) {
      return session; // The loader explains what is wrong with the file.
    }
  }

  Path folder() {
    return folder;
  }

  /** The definitions of the signatures that clients may call. */
  SortedMap<String, SignatureDef> signatures() {
    return Collections.unmodifiableSortedMap(signatures);
  }

  /**
   * Returns the function of a signature.
   *
   * @throws SavedModelException if the model has no such signature
   */
  ExampleFunction function(String signature) {
    ExampleFunction function = functions.get(signature);
    if (functions.isEmpty()) {
      throw new SavedModelException(
          "The SavedModel %s has no signatures that could be called. Save it with some, as tf.saved_model.save(model, folder, signatures=...) or Keras' model.export(folder) do."
              .formatted(folder));
    }
    if (function == null) {
      throw new SavedModelException(
          "The SavedModel %s has no signature %s, only %s"
              .formatted(folder, signature, String.join(", ", functions.keySet())));
    }
    return function;
  }

  /** Returns how many requests wait for a micro-batch, of all signatures. */
  int queueLength() {
    return functions.values().stream().mapToInt(ExampleFunction::queueLength).sum();
  }

  /** The signatures whose requests another model couldn't serve. */
  List<String> lost(LoadedModel other) {
    return functions.values().stream()
        .map(ExampleFunction::signature)
        .filter(
            ours -> {
              ExampleFunction theirs = other.functions.get(ours.key());
              return theirs == null || !theirs.signature().canReplace(ours);
            })
        .map(SignatureFunction::key)
        .toList();
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
    functions.values().forEach(ExampleFunction::stopWaiting);
    endRequest();
  }

  /** Waits until the memory of a retired model is freed. */
  void awaitFreed() throws InterruptedException {
    freed.await();
  }

  boolean isFreed() {
    return freed.getCount() == 0;
  }
}
