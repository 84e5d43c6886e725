package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * A measurement of several subjects {@code S} by turns: while one works, the others wait, so that
 * other work on the machine affects all alike. Each round begins with another subject.
 */
public final class Interleaver<S, M> {
  private final List<S> order;
  private final Results<S, M> results;

  /** Takes the subjects, the one first that others are compared with. */
  public Interleaver(List<S> subjects) {
    order = new ArrayList<>(subjects);
    results = new Results<>(subjects);
  }

  /** Lets each subject take all turns in each round; the values don't count. */
  public void warmUp(int rounds, List<Turn<S, M>> turns) {
    for (int round = 0; round < rounds; round++) {
      play(turns, new Results<>(order));
    }
  }

  /**
   * Lets each subject take all turns in each round.
   *
   * @param progress receives the number of each finished round, from 1
   * @return the values of this and former runs
   */
  public Results<S, M> run(int rounds, List<Turn<S, M>> turns, IntConsumer progress) {
    for (int round = 1; round <= rounds; round++) {
      play(turns, results);
      progress.accept(round);
    }
    return results;
  }

  private void play(List<Turn<S, M>> turns, Results<S, M> to) {
    for (Turn<S, M> turn : turns) {
      for (S subject : order) {
        turn.take(subject, (measurement, value) -> to.add(subject, measurement, value));
      }
    }
    Collections.rotate(order, 1);
  }

  /** A kind of work, which each subject does in each round. */
  public interface Turn<S, M> {
    /** Lets a subject work; values receives what is measured, nothing if the subject can't. */
    void take(S subject, ObjDoubleConsumer<M> values);
  }
}
