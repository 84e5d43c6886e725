package io.github.tfestimator.distribute;

import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;

/**
 * The spread of a training over devices and workers. A training graph carries it as attributes of
 * an op, which changes no value; a graph without it is of one device.
 *
 * @param devices the number of devices of each worker that share a batch
 * @param deviceType {@code CPU} or {@code GPU}
 * @param workers the number of workers that take each step together; 1 with parameter servers
 * @param worker the number of this worker
 * @param parameterServers the number of parameter servers
 * @param task this task's device name, such as {@code /job:chief/replica:0/task:0}; empty outside
 *     of clusters
 * @param firstInstance the number of the graph's first exchange between workers, of which a process
 *     uses each once
 */
public record Distribution(
    int devices,
    String deviceType,
    int workers,
    int worker,
    int parameterServers,
    String task,
    int firstInstance) {
  /** The op that an agreement's numbers are fed to: int64, as many as there are. */
  public static final String AGREEMENT = "distribution/agreement";

  /** The maximum of each number over all workers. */
  public static final String AGREED = "distribution/agreed";

  private static final String SCOPE = "distribution";
  private static final String PATH = "distribution/spread";

  /** {@return the spread over one device} */
  public static Distribution none() {
    return onDevices(1, "CPU");
  }

  /**
   * Returns the spread over devices of one machine.
   *
   * @param devices their number
   * @param deviceType {@code CPU} or {@code GPU}
   * @return the spread
   */
  public static Distribution onDevices(int devices, String deviceType) {
    return new Distribution(devices, deviceType, 1, 0, 0, "", 0);
  }

  /** {@return whether the training is of one device, and this changes nothing} */
  public boolean isTrivial() {
    return devices == 1 && workers == 1 && parameterServers == 0;
  }

  /**
   * Gives a graph its distribution.
   *
   * @param tf the graph, before its model function
   */
  public void addTo(Ops tf) {
    tf.scope()
        .env()
        .opBuilder("NoOp", PATH, tf.scope())
        .setAttr("_devices", devices)
        .setAttr("_device_type", deviceType)
        .setAttr("_workers", workers)
        .setAttr("_worker", worker)
        .setAttr("_parameter_servers", parameterServers)
        .setAttr("_task", task)
        .setAttr("_first_instance", firstInstance)
        .build();
    Replicas.addIds(tf, this);
    if (workers > 1) {
      // First of all exchanges, so that workers find out that they differ before they differ.
      addAgreement(tf);
    }
  }

  private static void addAgreement(Ops tf) {
    var numbers =
        tf.scope()
            .env()
            .opBuilder("Placeholder", AGREEMENT, tf.scope())
            .setAttr("dtype", DataType.DT_INT64)
            .setAttr("shape", Shape.of(Shape.UNKNOWN_SIZE))
            .build();
    Collectives.max(tf, AGREED, numbers.output(0));
  }

  /**
   * Tells whether an op differs between the tasks of a training.
   *
   * @param op the name of an op
   * @return whether it is one that a distribution adds
   */
  public static boolean isOfTask(String op) {
    return op.startsWith(SCOPE + "/");
  }

  /**
   * Finds a graph's distribution.
   *
   * @param tf the graph
   * @return the distribution; empty if the graph is of one device
   */
  public static Optional<Distribution> of(Ops tf) {
    return of((Graph) tf.scope().env());
  }

  static Optional<Distribution> of(Graph graph) {
    GraphOperation op = graph.operation(PATH);
    if (op == null) {
      return Optional.empty();
    }
    var attributes = op.attributes();
    return Optional.of(
        new Distribution(
            (int) attributes.getAttrInt("_devices"),
            text(op, "_device_type"),
            (int) attributes.getAttrInt("_workers"),
            (int) attributes.getAttrInt("_worker"),
            (int) attributes.getAttrInt("_parameter_servers"),
            text(op, "_task"),
            (int) attributes.getAttrInt("_first_instance")));
  }

  /** TensorFlow Java's getAttrString reads on behind the end of the text. */
  private static String text(GraphOperation op, String attribute) {
    return op.attributes().getAttrValueProto(attribute).getS().toStringUtf8();
  }

  /** Returns the device name of one of this worker's devices. */
  String device(String type, int number) {
    return "%s/device:%s:%d".formatted(task, type, number);
  }
}
