package io.github.tfestimator.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A choice of the thread that goes on, at each step of a schedule. */
interface Choices {
  /** Returns a number below that of the options; 0 costs nothing. */
  int next(int options);

  /** Those of one schedule after the other, until there are no more. */
  final class Systematic implements Choices {
    private record Choice(int options, int chosen) {}

    private final List<Choice> path = new ArrayList<>();
    private int position;

    @Override
    public int next(int options) {
      if (position == path.size()) {
        path.add(new Choice(options, 0));
      }
      Choice choice = path.get(position++);
      if (choice.options != options) {
        throw new IllegalStateException("The scenario runs differently with the same choices");
      }
      return choice.chosen;
    }

    /** Goes on to the next schedule; returns false if there is none. */
    boolean advance() {
      position = 0;
      while (!path.isEmpty()) {
        Choice last = path.remove(path.size() - 1);
        if (last.chosen + 1 < last.options) {
          path.add(new Choice(last.options, last.chosen + 1));
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return path.stream().map(choice -> "" + choice.chosen).toList().toString();
    }
  }

  /** Those of a seed: three of four times the thread goes on. */
  final class Seeded implements Choices {
    private final long seed;
    private final SplittableRandom random;

    Seeded(long seed) {
      this.seed = seed;
      random = new SplittableRandom(seed);
    }

    @Override
    public int next(int options) {
      return random.nextInt(4) > 0 ? 0 : random.nextInt(options);
    }

    @Override
    public String toString() {
      return "seed " + seed;
    }
  }
}
