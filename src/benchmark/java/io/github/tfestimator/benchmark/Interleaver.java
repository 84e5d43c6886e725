package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * A measurement of several subjects by turns: while one works, the others wait, so that other work
 * on the machine affects all alike. Each round begins with another subject.
 *
 * @param <S> the subjects' type
 * @param <M> the measurements' type
 */
public final class Interleaver<S, M> {
  private final List<S> order;
  private final Results<S, M> results;

  /**
   * @param subjects who is measured, the one first that others are compared with
   */
  public Interleaver(List<S> subjects) {
    order = new ArrayList<>(subjects);
    results = new Results<>(subjects);
  }

  /**
   * Lets the subjects take turns that don't count.
   *
   * @param rounds how often each takes all turns
   * @param turns in this order
   */
  public void warmUp(int rounds, List<Turn<S, M>> turns) {
    for (int round = 0; round < rounds; round++) {
      play(turns, new Results<>(order));
    }
  }

  /**
   * Lets the subjects take turns and adds up what is measured.
   *
   * @param rounds how often each takes all turns
   * @param turns in this order
   * @param progress receives the number of each finished round, from 1
   * @return what this and former runs measured
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

  /**
   * One kind of work, which each subject does in each round.
   *
   * @param <S> the subjects' type
   * @param <M> the measurements' type
   */
  public interface Turn<S, M> {
    /**
     * Lets a subject work.
     *
     * @param subject whose turn it is
     * @param values receives what is measured, nothing if the subject can't do it
     */
    void take(S subject, ObjDoubleConsumer<M> values);
  }
}
