package io.github.tfestimator.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An examination of the machine that this process runs on: whether TensorFlow works here, and if
 * its build is the one for GPUs, whether it computes on them, or what is missing. Libraries, driver
 * and devices are tried in a process of their own, so that one that hangs or crashes takes nothing
 * along.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Examines this machine. Takes seconds, and with the first start of TensorFlow's natives some
   * more.
   *
   * @param stepLimit how long the natives, one library, the driver or one device may take
   * @return the findings, in the order of their causes
   * @throws IllegalArgumentException if the time isn't positive
   */
  public static List<Finding> examine(Duration stepLimit) {
    if (stepLimit.isNegative() || stepLimit.isZero()) {
      throw new IllegalArgumentException(
          "stepLimit (%s) must be a positive time".formatted(stepLimit));
    }
    return examine(Machine.here(), stepLimit);
  }

  static List<Finding> examine(Machine machine, Duration stepLimit) {
    List<Finding> findings = new ArrayList<>(HostChecks.of(machine));
    ProbeResult probed = ProbeProcess.run(machine, stepLimit);
    findings.add(probed.natives());
    if (probed.areNativesLoaded()) {
      findings.addAll(machine.isGpuBuild() ? GpuChecks.of(probed) : GpuChecks.ofCpuBuild(machine));
      findings.addAll(probed.devices());
    }
    return List.copyOf(findings);
  }
}
