package io.github.tfestimator.distribute;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** A task that holds variables, and ends when the chief says that the training is over. */
public final class ParameterServer {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final String FINISHED = "finished";
  private static final long POLL_MILLIS = 500;

  /** The ends of a training that the chief can tell a server. */
  public enum End {
    /** The training is over. */
    COMPLETE(1),
    /** The chief was stopped, and is to be started again. */
    STOPPED(2),
    /** The loss or a variable is no finite number. */
    DIVERGED(3);

    /** The number that travels to the server; 0 stands for a training that goes on. */
    private final long number;

    End(long number) {
      this.number = number;
    }

    /** Returns the end of a number. */
    static End of(long number) {
      return Arrays.stream(values())
          .filter(end -> end.number == number)
          .findFirst()
          .orElseThrow(
              () ->
                  new ClusterException(
                      "The chief has ended the training with %d, which this version doesn't know: start all tasks with the same version."
                          .formatted(number)));
    }
  }

  private ParameterServer() {}

  /**
   * Serves variables until the training is over.
   *
   * @param cluster the cluster, and this task
   * @param config of sessions
   * @throws ClusterException if the port is in use
   * @throws PeerLostException if the chief was stopped before the end of the training: it and this
   *     task are to be started again
   * @throws ClusterException if the loss or a variable is no finite number
   */
  public static void run(Cluster cluster, ConfigProto config) {
    ConfigProto alone = config.toBuilder().addDeviceFilters(cluster.device()).build();
    ClusterServer server = ClusterServer.start(cluster, alone);
    LOG.info("Parameter server {} listens on {}.", cluster.index(), cluster.address());
    try (Graph graph = new Graph()) {
      ClusterTable table = ClusterTable.on(Ops.create(graph), cluster.index());
      try (Session session = server.open(graph, alone)) {
        long finished = 0;
        while (finished == 0) {
          Thread.sleep(POLL_MILLIS);
          finished = table.get(session, FINISHED)[0];
        }
        requireComplete(End.of(finished));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.info("The training is over: parameter server {} ends.", cluster.index());
  }

  private static void requireComplete(End end) {
    if (end == End.STOPPED) {
      throw new PeerLostException(
          "The chief was stopped before the end of the training. Start this task again, and the training goes on from the last checkpoint.",
          null);
    }
    if (end == End.DIVERGED) {
      throw new ClusterException(
          "The chief has failed: the loss or a variable is no finite number. Start all tasks again with a lower learning rate.");
    }
  }

  /**
   * Ends a parameter server.
   *
   * @param table the server's
   * @param session a session of the table's graph
   * @param end why
   */
  public static void finish(ClusterTable table, Session session, End end) {
    table.put(session, FINISHED, end.number);
  }
}
