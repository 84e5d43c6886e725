package io.github.tfestimator.input;

import java.util.Iterator;
import java.util.SortedMap;

/**
 * Where examples come from: a sequence of batches that can be opened at any place, and that is the
 * same each time. That is what lets a training that was stopped go on with the batches that it
 * would have seen.
 */
public interface InputFn {

  /**
   * @return per feature name, how many floats an example has
   */
  SortedMap<String, Integer> featureWidths();

  /**
   * Whether the sequence never ends. Training reads an endless input from the batch whose number is
   * the global step, a finite one from its start.
   *
   * @return true if it never ends
   */
  boolean repeats();

  /**
   * Opens the sequence.
   *
   * @param batch the number of the first batch wanted, from 0
   * @return that batch and those after it
   */
  Iterator<Batch> from(long batch);
}
