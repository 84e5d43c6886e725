package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * The ops that label the connected components of a mask, by four neighbors. Each pixel starts with
 * a label of its own. Then the highest label spreads along the runs of the rows and of the columns
 * by turns, {@value #TIMES_AHEAD} times and then twice a round, until nothing changes or {@value
 * #MAX_ROUNDS} rounds are over.
 */
final class ConnectedComponents {
  private static final int TIMES_AHEAD = 4;
  private static final int MAX_ROUNDS = 18;
  private static final Shape FLAT = Shape.of(Shape.UNKNOWN_SIZE);

  private final Ops tf;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> one;

  ConnectedComponents(Ops tf) {
    this.tf = tf;
    zero = tf.constant(0);
    one = tf.constant(1);
  }

  /**
   * Labels the components.
   *
   * @param mask [rows, columns]
   * @return [rows * columns], 0 outside of the mask, else a number from 1 to rows * columns
   */
  Operand<TInt32> labels(Operand<TBool> mask) {
    var whole = tf.dtypes.cast(mask, TInt32.class);
    var transposition = tf.array(1, 0);
    var rowRuns = flat(runs(whole));
    var columnRuns =
        flat(tf.linalg.transpose(runs(tf.linalg.transpose(whole, transposition)), transposition));
    var numbers = tf.range(one, tf.math.add(tf.size(whole), one), one);
    var spreading = new Spreading(tf, rowRuns, columnRuns);
    // Most digits take two to five times. A round of the loop costs more than doing it once more.
    Operand<TInt32> before = tf.math.mul(numbers, flat(whole));
    for (int i = 1; i < TIMES_AHEAD; i++) {
      before = spreading.bothWays(before);
    }
    var labels = spreading.bothWays(before);
    try (var condition = ConcreteFunction.create(ConnectedComponents::hasChanged);
        var body = ConcreteFunction.create(ConnectedComponents::spread)) {
      var loop = tf.whileOp(List.of(zero, labels, before, rowRuns, columnRuns), condition, body);
      return loop.output().get(1).expect(TInt32.class);
    }
  }

  /** Numbers the runs of the rows from 1: [rows, columns], 0 outside of them. */
  private Operand<TInt32> runs(Operand<TInt32> mask) {
    var padded = tf.pad(mask, tf.constant(new int[][] {{0, 0}, {1, 0}}), zero);
    var before = tf.slice(padded, tf.array(0, 0), tf.shape(mask));
    var starts = tf.math.mul(mask, tf.math.sub(one, before));
    var numbers = tf.math.cumsum(flat(starts), zero);
    return tf.math.mul(tf.reshape(numbers, tf.shape(mask)), mask);
  }

  private Operand<TInt32> flat(Operand<TInt32> matrix) {
    return tf.reshape(matrix, tf.array(-1));
  }

  private static Signature hasChanged(Ops tf) {
    var state = new State(tf);
    var differs = tf.reduceAny(tf.math.notEqual(state.labels, state.before), tf.constant(0));
    var isEarly = tf.math.less(state.round, tf.constant(MAX_ROUNDS));
    return state
        .inputs("has_changed")
        .output("continue", tf.math.logicalAnd(differs, isEarly))
        .build();
  }

  private static Signature spread(Ops tf) {
    var state = new State(tf);
    var spreading = new Spreading(tf, state.rowRuns, state.columnRuns);
    var once = spreading.bothWays(state.labels);
    return state
        .inputs("spread_labels")
        .output("next_round", tf.math.add(state.round, tf.constant(1)))
        .output("next_labels", spreading.bothWays(once))
        .output("next_before", once)
        .output("next_row_runs", tf.identity(state.rowRuns))
        .output("next_column_runs", tf.identity(state.columnRuns))
        .build();
  }

  /** The ops that give all pixels of a run the highest of their labels. */
  private record Spreading(Ops tf, Operand<TInt32> rowRuns, Operand<TInt32> columnRuns) {
    Operand<TInt32> bothWays(Operand<TInt32> labels) {
      return along(columnRuns, along(rowRuns, labels));
    }

    private Operand<TInt32> along(Operand<TInt32> runs, Operand<TInt32> labels) {
      var count = tf.math.add(tf.size(labels), tf.constant(1));
      return tf.gather(tf.math.unsortedSegmentMax(labels, runs, count), runs, tf.constant(0));
    }
  }

  /** The variables of the loop, as placeholders of a function. */
  private static final class State {
    private final Ops tf;
    private final Operand<TInt32> round;
    private final Operand<TInt32> labels;
    private final Operand<TInt32> before;
    private final Operand<TInt32> rowRuns;
    private final Operand<TInt32> columnRuns;

    State(Ops tf) {
      this.tf = tf;
      round = input("round", Shape.scalar());
      labels = input("labels", FLAT);
      before = input("before", FLAT);
      rowRuns = input("row_runs", FLAT);
      columnRuns = input("column_runs", FLAT);
    }

    private Operand<TInt32> input(String name, Shape shape) {
      return tf.withName(name).placeholder(TInt32.class, Placeholder.shape(shape));
    }

    Signature.Builder inputs(String name) {
      return Signature.builder(name)
          .input("round", round)
          .input("labels", labels)
          .input("before", before)
          .input("row_runs", rowRuns)
          .input("column_runs", columnRuns);
    }
  }
}
