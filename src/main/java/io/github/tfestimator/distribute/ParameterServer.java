package io.github.tfestimator.distribute;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/** A task that holds variables, and ends when the chief says that the training is over. */
public final class ParameterServer {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final String FINISHED = "finished";
  private static final long POLL_MILLIS = 500;

  private ParameterServer() {}

  /**
   * Serves variables until the training is over.
   *
   * @param cluster the cluster, and this task
   * @param config of sessions
   * @throws ClusterException if the port is in use
   */
  public static void run(Cluster cluster, ConfigProto config) {
    ConfigProto alone = config.toBuilder().addDeviceFilters(cluster.device()).build();
    ClusterServer server = ClusterServer.start(cluster, alone);
    LOG.info("Parameter server {} listens on {}.", cluster.index(), cluster.address());
    try (Graph graph = new Graph()) {
      ClusterTable table = ClusterTable.in(graph, cluster.index());
      try (Session session = server.open(graph, alone)) {
        while (table.get(session, FINISHED)[0] == 0) {
          Thread.sleep(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.info("The training is over: parameter server {} ends.", cluster.index());
  }

  /**
   * Tells a parameter server that the training is over.
   *
   * @param table the server's
   * @param session a session of the table's graph
   */
  public static void finish(ClusterTable table, Session session) {
    table.put(session, FINISHED, 1);
  }
}
