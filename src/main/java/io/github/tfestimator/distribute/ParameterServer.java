package io.github.tfestimator.distribute;

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

  /** The notes by which the chief ends a server. */
  private static final long COMPLETE = 1;

  private static final long STOPPED = 2;

  private ParameterServer() {}

  /**
   * Serves variables until the training is over.
   *
   * @param cluster the cluster, and this task
   * @param config of sessions
   * @throws ClusterException if the port is in use
   * @throws PeerLostException if the chief was stopped before the end of the training: it and this
   *     task are to be started again
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
        if (finished == STOPPED) {
          throw new PeerLostException(
              "The chief was stopped before the end of the training. Start this task again, and the training goes on from the last checkpoint.",
              null);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.info("The training is over: parameter server {} ends.", cluster.index());
  }

  /**
   * Ends a parameter server.
   *
   * @param table the server's
   * @param session a session of the table's graph
   * @param isComplete whether the training is over, and not just stopped for now
   */
  public static void finish(ClusterTable table, Session session, boolean isComplete) {
    table.put(session, FINISHED, isComplete ? COMPLETE : STOPPED);
  }
}
