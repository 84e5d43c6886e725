package io.github.tfestimator.estimator;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tensorflow.proto.ConfigProto;

/**
 * The devices that share each batch of a training.
 *
 * @param type {@code CPU} or {@code GPU}
 * @param count their number, 1 if the batch isn't shared
 */
record TrainingDevices(String type, int count) {
  private static final Pattern CPUS = Pattern.compile("cpu:([1-9]\\d{0,2})");

  /**
   * Reads names of devices.
   *
   * @throws IllegalArgumentException if they are neither all GPUs up to some, nor a number of parts
   *     of the CPU
   */
  static TrainingDevices of(List<String> names) {
    if (names.isEmpty()) {
      return new TrainingDevices("CPU", 1);
    }
    Matcher cpus = CPUS.matcher(names.get(0));
    if (names.size() == 1 && cpus.matches()) {
      return new TrainingDevices("CPU", Integer.parseInt(cpus.group(1)));
    }
    List<String> gpus = IntStream.range(0, names.size()).mapToObj(i -> "gpu:" + i).toList();
    if (!names.equals(gpus)) {
      throw new IllegalArgumentException(
          "devices (%s) must be gpu:0, gpu:1 and so on, of which visibleGpus makes others the first ones, or cpu:2 for two parts on the CPU"
              .formatted(String.join(",", names)));
    }
    return new TrainingDevices("GPU", names.size());
  }

  /**
   * Returns the configuration of a session that has these devices.
   *
   * @throws IllegalArgumentException if there aren't as many GPUs
   */
  ConfigProto config(SessionConfig session) {
    if (type.equals("GPU")) {
      requireGpus(Devices.list(session));
    }
    ConfigProto config = session.forNewSession();
    return type.equals("CPU") && count > 1
        ? config.toBuilder().putDeviceCount("CPU", count).build()
        : config;
  }

  private void requireGpus(List<String> present) {
    long gpus = present.stream().filter(name -> name.startsWith("GPU")).count();
    if (gpus < count) {
      throw new IllegalArgumentException(
          "devices (gpu:0 to gpu:%d) can't be used: TensorFlow sees %d GPUs, and scripts/cnn doctor says why"
              .formatted(count - 1, gpus));
    }
  }
}
