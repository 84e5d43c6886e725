package io.github.tfestimator.distribute;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.Graph;
import org.tensorflow.Server;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.ServerDef;

/**
 * A task's node in the cluster: TensorFlow's own gRPC server, in this process. It can't be closed
 * but by the end of the process, so all trainings of a process use the same one.
 */
public final class ClusterServer {
  private static final Map<String, ClusterServer> RUNNING = new HashMap<>();

  /** More exchanges than any training graph has. */
  private static final int INSTANCES_OF_A_RUN = 100_000;

  private final Cluster cluster;
  private final AtomicInteger runs = new AtomicInteger();

  private ClusterServer(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts the server of a task, or finds the one that runs.
   *
   * @param cluster the cluster and this task
   * @param config of sessions; decides the devices when the first server of the process starts
   * @return the server
   * @throws ClusterException if the port is in use, or this process has started a server for that
   *     address in another cluster
   */
  public static synchronized ClusterServer start(Cluster cluster, ConfigProto config) {
    ClusterServer running = RUNNING.get(cluster.address());
    if (running == null) {
      requireFree(cluster);
      listen(cluster, config);
      running = new ClusterServer(cluster);
      RUNNING.put(cluster.address(), running);
    } else if (!running.cluster.addresses().equals(cluster.addresses())) {
      throw new ClusterException(
          "%s of this process is in a cluster of %s, and can't be in one of %s: start another process"
              .formatted(cluster.address(), running.cluster.addresses(), cluster.addresses()));
    }
    return running;
  }

  /** TensorFlow says no more than that it couldn't start. */
  private static void requireFree(Cluster cluster) {
    int port = port(cluster);
    try (var socket = new ServerSocket(port)) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new ClusterException(
          "Can't listen on port %d, which TF_CONFIG gives to this task, %s (%s): %s. End the process that uses the port, or choose another one in the TF_CONFIG of all tasks."
              .formatted(port, cluster.name(), cluster.address(), e.getMessage()),
          e);
    }
  }

  /** Starts a server that nothing can stop, so nobody keeps it. */
  private static void listen(Cluster cluster, ConfigProto config) {
    ServerDef def =
        ServerDef.newBuilder()
            .setCluster(cluster.toProto())
            .setJobName(cluster.type().jobName())
            .setTaskIndex(cluster.index())
            .setProtocol("grpc")
            .setDefaultSessionConfig(config)
            .build();
    try {
      new Server(def).start();
    } catch (TensorFlowException e) {
      throw new ClusterException(
          "TensorFlow's server for %s (%s) can't start: %s"
              .formatted(cluster.name(), cluster.address(), e.getMessage()),
          e);
    }
  }

  private static int port(Cluster cluster) {
    String address = cluster.address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /**
   * Returns the number of the first exchange of a further training. All workers must make the same
   * trainings in the same order.
   *
   * @return the number
   */
  public int nextInstances() {
    return runs.getAndIncrement() * INSTANCES_OF_A_RUN;
  }

  /**
   * Opens a session on this server.
   *
   * @param graph the graph, to be closed after the session
   * @param config of the session
   * @return the session, whose variables have no values yet
   */
  public Session open(Graph graph, ConfigProto config) {
    return NativeApi.session(graph, "grpc://localhost:" + port(cluster), config);
  }

  /**
   * Lets a session run without giving variables their initial values, as another task does.
   *
   * @param session a session of this server
   */
  public static void skipInitializers(Session session) {
    NativeApi.skipInitializers(session);
  }
}
