package io.github.tfestimator.estimator;

import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.ClusterServer;
import io.github.tfestimator.distribute.PeerLostException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;

/** The coordinator of a task of a cluster. */
abstract class ClusterCoordinator implements Coordinator {
  private static final Pattern TASK = Pattern.compile("/job:(\\w+)/replica:0/task:(\\d+)");
  private static final Pattern NO_REASON =
      Pattern.compile("([A-Z_]+:\\s*)?(From /job:[^\\s.]+[:.]*)?|=*");

  final Cluster cluster;
  final TrainingDevices devices;
  final ConfigProto sessionConfig;
  final ClusterServer server;

  ClusterCoordinator(RunConfig config, Cluster cluster) {
    this.cluster = cluster;
    this.devices = config.trainingDevices();
    this.sessionConfig = sessionConfig(cluster, devices.config(config.session()));
    this.server = ClusterServer.start(cluster, sessionConfig);
    Log.TENSORFLOW.info(
        "This task is {} ({}). Waiting for {}.",
        cluster.name(),
        cluster.address(),
        String.join(", ", cluster.peers()));
  }

  private static ConfigProto sessionConfig(Cluster cluster, ConfigProto config) {
    var builder = config.toBuilder().setOperationTimeoutInMs(cluster.timeout().toMillis());
    // A session hangs on a dead task that it needs not talk to.
    builder.addDeviceFilters(cluster.device());
    if (cluster.isSynchronous()) {
      builder.addDeviceFilters(cluster.chiefDevice());
      builder.getExperimentalBuilder().setCollectiveGroupLeader(cluster.chiefDevice());
    } else {
      builder.addDeviceFilters("/job:ps");
    }
    return builder.build();
  }

  @Override
  public boolean isChief() {
    return cluster.isChief();
  }

  /** TensorFlow Java drops the codes UNAVAILABLE, ABORTED and DEADLINE_EXCEEDED. */
  @Override
  public Optional<PeerLostException> peerLost(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getClass() == TensorFlowException.class
          || cause instanceof TFFailedPreconditionException) {
        return Optional.of(
            new PeerLostException(
                "Lost %s: %s. Start this task again, and it goes on from the last checkpoint."
                    .formatted(lost(cause.getMessage()), reason(cause.getMessage())),
                e));
      }
    }
    return Optional.empty();
  }

  /** Returns the tasks that a message of TensorFlow names, without this one. */
  private String lost(String message) {
    SortedSet<String> tasks = new TreeSet<>();
    var matcher = TASK.matcher(String.valueOf(message));
    while (matcher.find()) {
      if (!matcher.group().equals(cluster.device())) {
        tasks.add(
            matcher.group(1).equals("chief") ? "chief" : matcher.group(1) + " " + matcher.group(2));
      }
    }
    // A wait that timed out names none.
    return String.join(" or ", tasks.isEmpty() ? cluster.peers() : tasks);
  }

  /**
   * The first lines may say no more than which task the others are from, and with which code. After
   * a connection was closed there may be no other line.
   */
  static String reason(String message) {
    String line =
        String.valueOf(message)
            .lines()
            .map(String::strip)
            .filter(text -> !NO_REASON.matcher(text).matches())
            .findFirst()
            .orElse("it doesn't answer any more");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
