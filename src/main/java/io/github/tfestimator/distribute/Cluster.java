package io.github.tfestimator.distribute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.JobDef;

/**
 * The machines of a training and the task of this process: {@code TF_CONFIG}, as Python's {@code
 * tf.estimator.RunConfig} reads it.
 *
 * <pre>{@code
 * {"cluster": {"chief": ["a:2222"], "worker": ["b:2222", "c:2222"], "ps": ["d:2222"]},
 *  "task": {"type": "worker", "index": 1}}
 * }</pre>
 *
 * <p>Without {@code ps} the training is synchronous: all workers take each step together. With
 * {@code ps} each worker takes its own steps. An {@code evaluator} is in no cluster. Where there is
 * neither a chief nor a {@code ps}, worker 0 is the chief, as for {@code
 * MultiWorkerMirroredStrategy}.
 *
 * @param addresses {@code HOST:PORT} of each task, by job
 * @param type the type of this task
 * @param index the number of this task in its job
 * @param timeout how long to wait for another task before it counts as lost
 */
public record Cluster(
    Map<TaskType, List<String>> addresses, TaskType type, int index, Duration timeout) {
  /** The environment variable that names cluster and task. */
  public static final String VARIABLE = "TF_CONFIG";

  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** Copies the addresses. */
  public Cluster {
    var copy = new LinkedHashMap<TaskType, List<String>>();
    new TreeMap<>(addresses).forEach((job, list) -> copy.put(job, List.copyOf(list)));
    addresses = Collections.unmodifiableMap(copy);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout (" + timeout + ") must be positive");
    }
  }

  /**
   * Reads the environment variable {@code TF_CONFIG}.
   *
   * @return the cluster; empty if the variable isn't set or names no cluster
   * @throws IllegalArgumentException if it can't be read, with what is wrong
   */
  public static Optional<Cluster> fromEnvironment() {
    String json = System.getenv(VARIABLE);
    return json == null || json.isBlank() ? Optional.empty() : parse(json);
  }

  /**
   * Reads a text such as {@code TF_CONFIG} has.
   *
   * @param json the text
   * @return the cluster; empty if it names none, as {@code {}} does
   * @throws IllegalArgumentException if it can't be read, with what is wrong
   */
  public static Optional<Cluster> parse(String json) {
    return TfConfig.parse(json)
        .map(read -> new Cluster(read.addresses(), read.type(), read.index(), DEFAULT_TIMEOUT));
  }

  /**
   * Returns a cluster with another patience.
   *
   * @param timeout how long to wait for another task before it counts as lost
   * @return the changed cluster
   */
  public Cluster withTimeout(Duration timeout) {
    return new Cluster(addresses, type, index, timeout);
  }

  /** {@return whether this task saves the checkpoints} */
  public boolean isChief() {
    return type == chiefType() && index == 0;
  }

  /** {@return whether all workers take each step together} */
  public boolean isSynchronous() {
    return parameterServers() == 0;
  }

  /** {@return the number of tasks that train, the chief included} */
  public int workers() {
    return count(TaskType.CHIEF) + count(TaskType.WORKER);
  }

  /** {@return the number of this task among those that train: 0 for the chief} */
  public int worker() {
    return type == TaskType.WORKER ? count(TaskType.CHIEF) + index : 0;
  }

  /** {@return the number of parameter servers} */
  public int parameterServers() {
    return count(TaskType.PS);
  }

  /** {@return {@code HOST:PORT} of this task} */
  public String address() {
    return addresses.get(type).get(index);
  }

  /** {@return this task as TensorFlow's devices name it, such as {@code /job:worker/task:1}} */
  public String device() {
    return device(type, index);
  }

  /** {@return the chief as TensorFlow's devices name it} */
  public String chiefDevice() {
    return device(chiefType(), 0);
  }

  /** {@return this task in words, such as {@code worker 1}} */
  public String name() {
    return name(type, index);
  }

  /**
   * {@return the tasks beside this one that a training needs, such as {@code worker 1 (b:2222)}}
   */
  public List<String> peers() {
    List<String> peers = new ArrayList<>();
    addresses.forEach(
        (job, list) -> {
          boolean isNeeded = job == TaskType.PS || isSynchronous();
          for (int i = 0; i < list.size(); i++) {
            if (isNeeded && !(job == type && i == index)) {
              peers.add("%s (%s)".formatted(name(job, i), list.get(i)));
            }
          }
        });
    return peers;
  }

  ClusterDef toProto() {
    var cluster = ClusterDef.newBuilder();
    addresses.forEach(
        (job, list) -> {
          var def = JobDef.newBuilder().setName(job.jobName());
          for (int i = 0; i < list.size(); i++) {
            def.putTasks(i, list.get(i));
          }
          cluster.addJob(def);
        });
    return cluster.build();
  }

  private TaskType chiefType() {
    return count(TaskType.CHIEF) > 0 ? TaskType.CHIEF : TaskType.WORKER;
  }

  private int count(TaskType job) {
    return addresses.getOrDefault(job, List.of()).size();
  }

  private static String device(TaskType type, int index) {
    return "/job:%s/replica:0/task:%d".formatted(type.jobName(), index);
  }

  private static String name(TaskType type, int index) {
    return type == TaskType.CHIEF ? "chief" : type.jobName() + " " + index;
  }
}
