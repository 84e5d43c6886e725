package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The model that serves now; another one may take its place at any time. Owns it. A request ends on
 * the model that it began with.
 */
final class CurrentModel implements AutoCloseable {
  private volatile LoadedModel model;
  private volatile boolean closed;

  /** The models that served before and may have requests that still run. */
  private final List<LoadedModel> retired = new ArrayList<>();

  CurrentModel(LoadedModel model) {
    this.model = model;
  }

  Path folder() {
    return model.folder();
  }

  /** Returns how many requests wait for a micro-batch; none do on models that are retired. */
  int queueLength() {
    return model.queueLength();
  }

  /**
   * Runs a request.
   *
   * @throws IllegalStateException if this is closed
   */
  <R> R with(Function<LoadedModel, R> request) {
    LoadedModel now = begin();
    try {
      return request.apply(now);
    } finally {
      now.endRequest();
    }
  }

  /**
   * Lets another model serve from now on, and owns it.
   *
   * @throws SavedModelException if requests that are served now would fail on it
   */
  synchronized void replaceBy(LoadedModel next) {
    List<String> lost = model.lost(next);
    if (!lost.isEmpty()) {
      next.retire();
      throw new SavedModelException(
          "The SavedModel %s lacks what is served now, the signatures %s with the same inputs, outputs and types. Export it with them."
              .formatted(next.folder(), String.join(", ", lost)));
    }
    if (closed) {
      next.retire();
      return;
    }
    LoadedModel previous = model;
    model = next;
    retire(previous);
  }

  /**
   * Refuses requests from now on and waits for those that run, on earlier models too. If the thread
   * is interrupted, it waits no longer, and the last request frees the memory.
   */
  @Override
  public void close() {
    try {
      for (LoadedModel earlier : retireAll()) {
        earlier.awaitFreed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<LoadedModel> retireAll() {
    if (!closed) {
      closed = true;
      retire(model);
    }
    return List.copyOf(retired);
  }

  private void retire(LoadedModel previous) {
    retired.removeIf(LoadedModel::isFreed);
    retired.add(previous);
    previous.retire();
  }

  private LoadedModel begin() {
    while (!closed) {
      LoadedModel now = model;
      if (now.beginRequest()) {
        return now;
      }
      // It was replaced a moment ago.
    }
    throw new IllegalStateException(
        "The predictor is closed; it served %s. Load the model anew.".formatted(folder()));
  }
}
