package io.github.tfestimator.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The output of {@link Probe}.
 *
 * @param lines its lines
 * @param end why it ended before its last line; empty if it didn't
 */
record ProbeResult(List<String> lines, String end) {
  /** Returns the fields of the lines of a kind, without the kind. */
  List<String[]> of(String kind) {
    return lines.stream()
        .map(line -> line.strip().split("\t"))
        .filter(fields -> fields[0].equals(kind))
        .map(fields -> Arrays.copyOfRange(fields, 1, fields.length))
        .toList();
  }

  /** Returns the rest of the line of a kind about a subject, such as a library. */
  Optional<String> of(String kind, String subject) {
    return of(kind).stream()
        .filter(fields -> fields[0].equals(subject))
        .map(fields -> fields.length > 1 ? fields[1] : "")
        .findFirst();
  }

  boolean areNativesLoaded() {
    return !of("natives").isEmpty();
  }

  /** Returns the step that hung or crashed, if one did. */
  Optional<String> fatalStep() {
    List<String[]> begun = of("begin");
    return end.isEmpty() || begun.isEmpty()
        ? Optional.empty()
        : Optional.of(begun.get(begun.size() - 1)[0]);
  }

  /** Returns the reason, if a step was the one that hung or crashed. */
  Optional<String> fatal(String step) {
    return fatalStep().filter(step::equals).map(fatal -> end);
  }

  Finding natives() {
    return areNativesLoaded()
        ? Finding.ok("TensorFlow", of("natives").get(0)[0])
        : Finding.failed(
            "TensorFlow",
            "its natives can't be loaded: " + end,
            "See the lines above: the natives must be those of this platform, its CPU must have what they use, and their cache must have room.");
  }

  /** Returns a finding for each device that a step was tried on. */
  List<Finding> devices() {
    List<Finding> findings = new ArrayList<>();
    for (String[] begun : of("begin")) {
      if (begun[0].startsWith("device ")) {
        findings.add(device(begun[0].substring("device ".length())));
      }
    }
    Optional<String> unlisted = fatal("devices").or(() -> of("broken", "devices"));
    unlisted.ifPresent(
        reason ->
            findings.add(
                Finding.failed(
                    "Devices",
                    "TensorFlow can't list them: " + reason,
                    "If there is a GPU, its driver is at fault: see whether nvidia-smi answers, and restart the machine or its driver.")));
    return findings;
  }

  private Finding device(String device) {
    String remedy =
        device.startsWith("GPU")
            ? "See the lines about libraries, driver and chips above; nvidia-smi shows who uses the GPU's memory. CUDA_VISIBLE_DEVICES=-1 computes on the CPU."
            : "Run it again with --verbose; the machine may lack memory.";
    Optional<String> millis = of("device", device);
    if (millis.isPresent()) {
      return Finding.ok(device, "a step works, in %s ms".formatted(millis.get()));
    }
    String reason = of("broken", device).orElse(end);
    return Finding.failed(device, "a step fails: " + reason, remedy);
  }
}
