package io.github.tfestimator.estimator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.ConfigProto;

/**
 * The devices that share each batch of a training.
 *
 * @param type {@code CPU} or {@code GPU}
 * @param count their number, 1 if the batch isn't shared
 * @param config of sessions that have these devices, numbered from 0
 */
record TrainingDevices(String type, int count, ConfigProto config) {
  private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,4})");
  private static final Pattern CPUS = Pattern.compile("cpu:([1-9]\\d{0,2})");

  /**
   * Reads names of devices.
   *
   * @throws IllegalArgumentException if a name is neither of a GPU nor of a number of CPU parts
   */
  static TrainingDevices of(List<String> names, SessionConfig session) {
    ConfigProto config = session.toProto();
    if (names.isEmpty()) {
      return new TrainingDevices("CPU", 1, config);
    }
    Matcher cpus = CPUS.matcher(names.get(0));
    if (names.size() == 1 && cpus.matches()) {
      int count = Integer.parseInt(cpus.group(1));
      return new TrainingDevices(
          "CPU", count, config.toBuilder().putDeviceCount("CPU", count).build());
    }
    return new TrainingDevices("GPU", names.size(), withGpus(config, numbers(names)));
  }

  private static List<String> numbers(List<String> names) {
    List<String> numbers = new ArrayList<>();
    for (String name : names) {
      Matcher gpu = GPU.matcher(name);
      if (!gpu.matches()) {
        throw new IllegalArgumentException(
            "devices (%s) must be GPUs such as gpu:0,gpu:1, or cpu:2 for two parts on the CPU"
                .formatted(String.join(",", names)));
      }
      numbers.add(gpu.group(1));
    }
    if (new HashSet<>(numbers).size() < numbers.size()) {
      throw new IllegalArgumentException(
          "devices (%s) must be different ones".formatted(String.join(",", names)));
    }
    return numbers;
  }

  private static ConfigProto withGpus(ConfigProto config, List<String> numbers) {
    if (!config.getGpuOptions().getVisibleDeviceList().isEmpty()) {
      throw new IllegalArgumentException(
          "devices and visibleGpus (%s) must not both be given: devices are the visible ones"
              .formatted(config.getGpuOptions().getVisibleDeviceList()));
    }
    var gpus = config.getGpuOptions().toBuilder().setVisibleDeviceList(String.join(",", numbers));
    return config.toBuilder().setGpuOptions(gpus).build();
  }
}
