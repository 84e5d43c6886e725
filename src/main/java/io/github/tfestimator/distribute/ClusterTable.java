package io.github.tfestimator.distribute;

import java.util.Arrays;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Constant;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Notes that tasks leave for each other on a parameter server: a table in its memory, of numbers by
 * text. It is empty after the server started anew.
 */
public final class ClusterTable {
  private static final int WIDTH = 5;

  private final Scope onServer;
  private final Output<?> table;
  private final Output<TString> key;
  private final Output<TInt64> value;
  private final Output<TInt64> found;
  private final Op insert;

  private ClusterTable(
      Scope onServer,
      Output<?> table,
      Output<TString> key,
      Output<TInt64> value,
      Output<TInt64> found,
      Op insert) {
    this.onServer = onServer;
    this.table = table;
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
    Ops scope = tf.withSubScope("cluster_table_" + server);
    Scope onServer = Placement.onCpu(scope.scope(), ParameterServers.task(server));
    var key = scope.placeholder(TString.class).asOutput();
    var value = scope.placeholder(TInt64.class).asOutput();
    Output<?> table =
        onServer
            .opBuilder("MutableHashTableOfTensorsV2", "table")
            .setAttr("shared_name", "cluster_table")
            .setAttr("key_dtype", DataType.DT_STRING)
            .setAttr("value_dtype", DataType.DT_INT64)
            .setAttr("value_shape", Shape.of(WIDTH))
            .build()
            .output(0);
    Output<TInt64> found = find(onServer, "find", table, key);
    var insert =
        onServer
            .opBuilder("LookupTableInsertV2", "insert")
            .addInput(table)
            .addInput(key)
            .addInput(value)
            .build();
    return new ClusterTable(onServer, table, key, value, found, () -> insert);
  }

  private static Output<TInt64> find(
      Scope onServer, String name, Output<?> table, Output<TString> key) {
    long[] none = new long[WIDTH];
    return onServer
        .opBuilder("LookupTableFindV2", name)
        .addInput(table)
        .addInput(key)
        .addInput(Constant.vectorOf(onServer.withName("none"), none).asOutput())
        .build()
        .output(0);
  }

  /**
   * Adds an op that reads one note, to be fetched with a step.
   *
   * @param name of the note
   * @return its five numbers, of the shape {@code [5]}; zeros if there is no such note
   */
  public Output<TInt64> note(String name) {
    var constant = Constant.scalarOf(onServer.withName("note_name"), name);
    return find(onServer, "note", table, constant.asOutput());
  }

  /**
   * Reads a note.
   *
   * @param session a session of the graph
   * @param name of the note
   * @return five numbers; zeros if there is no such note
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
   * @param numbers up to five; zeros follow
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
}
