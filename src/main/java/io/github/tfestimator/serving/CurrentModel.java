package io.github.tfestimator.serving;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * The model that serves now; another one may take its place at any time. Owns it. A request runs to
 * its end on the model that it began with.
 */
final class CurrentModel implements AutoCloseable {
  private volatile LoadedModel model;
  private volatile boolean closed;

  CurrentModel(LoadedModel model) {
    this.model = model;
  }

  Path folder() {
    return model.folder();
  }

  /**
   * Runs a request.
   *
   * @throws IllegalStateException if this is closed
   */
  <R> R with(Function<LoadedModel, R> request) {
    LoadedModel its = begin();
    try {
      return request.apply(its);
    } finally {
      its.endRequest();
    }
  }

  /** Lets another model serve from now on, and takes it over. */
  synchronized void replaceBy(LoadedModel next) {
    if (closed) {
      next.retire();
      return;
    }
    LoadedModel previous = model;
    model = next;
    previous.retire();
  }

  /**
   * Refuses requests from now on and waits for those that run. If the thread is interrupted, it
   * waits no longer, and the last request frees the memory.
   */
  @Override
  public void close() {
    retire();
    try {
      model.awaitFreed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void retire() {
    if (!closed) {
      closed = true;
      model.retire();
    }
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
        "The classifier is closed; it served %s. Load the model anew.".formatted(folder()));
  }
}
