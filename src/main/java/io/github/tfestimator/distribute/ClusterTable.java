package io.github.tfestimator.distribute;

import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Notes that tasks leave for each other on a parameter server: a table in its memory, of numbers by
 * text. It is empty after the server started anew.
 */
public final class ClusterTable {
  private static final int WIDTH = 4;

  private final Output<TString> key;
  private final Output<TInt64> value;
  private final Output<TInt64> found;
  private final Op insert;

  private ClusterTable(Output<TString> key, Output<TInt64> value, Output<TInt64> found, Op insert) {
    this.key = key;
    this.value = value;
    this.found = found;
    this.insert = insert;
  }

  /**
   * Adds the ops that read and write a server's table.
   *
   * @param tf the graph
   * @param server the number of the parameter server
   * @return the table
   */
  public static ClusterTable on(Ops tf, int server) {
    String device = "/job:ps/replica:0/task:%d/device:CPU:0".formatted(server);
    Ops scope = tf.withSubScope("cluster_table_" + server);
    var key = scope.placeholder(TString.class).asOutput();
    var value = scope.placeholder(TInt64.class).asOutput();
    Output<?> table =
        scope
            .scope()
            .env()
            .opBuilder(
                "MutableHashTableOfTensorsV2", scope.scope().makeOpName("table"), scope.scope())
            .setDevice(device)
            .setAttr("shared_name", "cluster_table")
            .setAttr("key_dtype", DataType.DT_STRING)
            .setAttr("value_dtype", DataType.DT_INT64)
            .setAttr("value_shape", Shape.of(WIDTH))
            .build()
            .output(0);
    long[] none = new long[WIDTH];
    Output<TInt64> found =
        scope
            .scope()
            .env()
            .opBuilder("LookupTableFindV2", scope.scope().makeOpName("find"), scope.scope())
            .setDevice(device)
            .addInput(table)
            .addInput(key)
            .addInput(scope.constant(none).asOutput())
            .build()
            .output(0);
    var insert =
        scope
            .scope()
            .env()
            .opBuilder("LookupTableInsertV2", scope.scope().makeOpName("insert"), scope.scope())
            .setDevice(device)
            .addInput(table)
            .addInput(key)
            .addInput(value)
            .build();
    return new ClusterTable(key, value, found, () -> insert);
  }

  /**
   * Reads a note.
   *
   * @param session a session of the graph
   * @param name of the note
   * @return four numbers; zeros if there is no such note
   */
  public long[] get(Session session, String name) {
    try (TString fedKey = TString.vectorOf(name);
        var result = session.runner().feed(key, fedKey).fetch(found).run()) {
      long[] numbers = new long[WIDTH];
      TInt64 row = (TInt64) result.get(0);
      for (int i = 0; i < WIDTH; i++) {
        numbers[i] = row.getLong(0, i);
      }
      return numbers;
    }
  }

  /**
   * Writes a note.
   *
   * @param session a session of the graph
   * @param name of the note
   * @param numbers up to four; zeros follow
   */
  public void put(Session session, String name, long... numbers) {
    long[] row = Arrays.copyOf(numbers, WIDTH);
    try (TString fedKey = TString.vectorOf(name);
        TInt64 fedValue = TInt64.tensorOf(Shape.of(1, WIDTH))) {
      for (int i = 0; i < WIDTH; i++) {
        fedValue.setLong(row[i], 0, i);
      }
      session.runner().feed(key, fedKey).feed(value, fedValue).addTarget(insert).run().close();
    }
  }

  /**
   * Opens a graph of the table alone, as a parameter server watches its own.
   *
   * @param graph an empty graph
   * @param server the number of the parameter server
   * @return the table
   */
  static ClusterTable in(Graph graph, int server) {
    return on(Ops.create(graph), server);
  }
}
