package io.github.tfestimator.benchmark;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;

/** Lets two trainings run in turns of some steps each, by when they get their batches. */
final class Turns {
  static final int STEPS = 5;

  private final List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>());
  private int turn;
  private int begun;
  private boolean ended;

  /** An input that holds its training up until it is its turn. */
  InputFn input(int player, InputFn input) {
    return new InputFn() {
      @Override
      public SortedMap<String, Integer> featureWidths() {
        return input.featureWidths();
      }

      @Override
      public boolean repeats() {
        return input.repeats();
      }

      @Override
      public Iterator<Batch> from(long first) {
        return new Held(player, input.from(first));
      }
    };
  }

  /** Runs a training; when it is over, however it ends, the other need not wait any more. */
  void play(Runnable training) {
    try {
      training.run();
    } finally {
      end();
    }
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The turns' times, each divided by its steps. */
  double[] millisPerStep(int player) {
    return millis.get(player).stream().mapToDouble(m -> m / STEPS).toArray();
  }

  private synchronized void awaitTurn(int player) {
    while (!ended && (turn != player || begun < 2)) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private synchronized void begin() {
    begun++;
    notifyAll();
  }

  private synchronized void pass(int player) {
    turn = 1 - player;
    notifyAll();
  }

  /** The batches of one player. The first one waits for both to be ready. */
  private final class Held implements Iterator<Batch> {
    private final int player;
    private final Iterator<Batch> batches;
    private long asked;
    private long start;

    Held(int player, Iterator<Batch> batches) {
      this.player = player;
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public Batch next() {
      if (asked % STEPS == 0) {
        if (asked == 0) {
          begin();
        } else {
          millis.get(player).add((System.nanoTime() - start) / 1e6);
          pass(player);
        }
        awaitTurn(player);
        start = System.nanoTime();
      }
      asked++;
      return batches.next();
    }
  }
}
