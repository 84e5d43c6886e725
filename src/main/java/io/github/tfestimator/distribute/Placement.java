package io.github.tfestimator.distribute;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.DeviceSpec;
import org.tensorflow.op.Scope;

/**
 * The placement of ops on devices. By a scope, as TensorFlow Java overwrites what {@code
 * OperationBuilder.setDevice} has set.
 */
final class Placement {
  private static final Pattern TASK = Pattern.compile("/job:(\\w+)/replica:0/task:(\\d+)");

  private Placement() {}

  /**
   * Returns a scope whose ops are on the first CPU device of a task.
   *
   * @param task such as {@code /job:ps/replica:0/task:1}
   */
  static Scope onCpu(Scope scope, String task) {
    Matcher matcher = TASK.matcher(task);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "task (" + task + ") must be like /job:ps/replica:0/task:1");
    }
    return scope.withDevice(
        DeviceSpec.newBuilder()
            .job(matcher.group(1))
            .replica(0)
            .task(Integer.valueOf(matcher.group(2)))
            .deviceType(DeviceSpec.DeviceType.CPU)
            .deviceIndex(0)
            .build());
  }
}
