package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.doctor.Doctor;
import io.github.tfestimator.doctor.Finding;
import io.github.tfestimator.doctor.Finding.Status;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Examines the machine. */
@Command(
    name = "doctor",
    description = {
      "Say what of this machine works, and for what doesn't, what to do.",
      "Tries the natives, a step on each device, and for the build for GPUs CUDA's libraries, the driver",
      "and the chips. Exits with 1 if something doesn't work.",
    },
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  private final Console console;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "The time of each step, such as opening a library; a driver may hang (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "timeout (%d) must be 1 to %d".formatted(seconds, MAX_SECONDS));
    }
    List<Finding> findings = new ArrayList<>(Doctor.examine(Duration.ofSeconds(seconds)));
    findings.add(data());
    findings.add(
        tool("TensorBoard", "pip install tensorboard shows trainings", List.of("tensorboard")));
    findings.add(
        tool(
            "Chromium",
            "the tests of the server's page need one",
            List.of("chromium", "chromium-browser", "google-chrome", "chrome")));
    boolean works = findings.stream().noneMatch(finding -> finding.status() == Status.FAILED);
    if (json) {
      console.json(json(findings, works));
    } else {
      findings.forEach(this::print);
    }
    return works ? 0 : 1;
  }

  private static Finding data() {
    Path cache = Mnist.cache();
    return Files.isDirectory(cache)
        ? Finding.ok("Data", "MNIST is in " + cache)
        : Finding.ok("Data", "MNIST isn't in %s yet: it is downloaded there".formatted(cache));
  }

  /** Looks for a program that not all need. */
  private static Finding tool(String name, String use, List<String> programs) {
    Optional<Path> found =
        Arrays.stream(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
            .flatMap(folder -> programs.stream().map(program -> Path.of(folder, program)))
            .filter(Files::isExecutable)
            .findFirst();
    return Finding.ok(name, found.map(Path::toString).orElse("not on the PATH; %s".formatted(use)));
  }

  private void print(Finding finding) {
    console.result(
        String.format(
            Locale.ROOT, "%-7s  %s: %s", finding.status(), finding.subject(), finding.text()));
    finding.remedy().ifPresent(remedy -> console.result(" ".repeat(9) + remedy));
  }

  private static Map<String, Object> json(List<Finding> findings, boolean works) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("subject", finding.subject());
      one.put("status", finding.status().name().toLowerCase(Locale.ROOT));
      one.put("text", finding.text());
      one.put("remedy", finding.remedy().orElse(null));
      all.add(one);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("works", works);
    report.put("findings", all);
    return report;
  }
}
