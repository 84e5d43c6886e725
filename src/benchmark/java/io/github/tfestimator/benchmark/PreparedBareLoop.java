package io.github.tfestimator.benchmark;

import io.github.tfestimator.Rows;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The bare loop on batches that were made ready before. */
final class PreparedBareLoop implements AutoCloseable {
  private static final int PREPARED_BATCHES = 20;

  private final BareLoop loop;
  private final List<float[]> pixels = new ArrayList<>();
  private final List<float[]> oneHot = new ArrayList<>();
  private int next;

  PreparedBareLoop(BareLoop loop, InputFn input) {
    this.loop = loop;
    Iterator<Batch> batches = input.from(0);
    for (int i = 0; i < PREPARED_BATCHES; i++) {
      Batch batch = batches.next();
      pixels.add(Rows.x(batch));
      oneHot.add(oneHot(Rows.labels(batch)));
    }
  }

  void step() {
    loop.step(pixels.get(next), oneHot.get(next));
    next = (next + 1) % PREPARED_BATCHES;
  }

  private static float[] oneHot(int[] labels) {
    float[] rows = new float[labels.length * 10];
    for (int i = 0; i < labels.length; i++) {
      rows[i * 10 + labels[i]] = 1;
    }
    return rows;
  }

  @Override
  public void close() {
    loop.close();
  }
}
