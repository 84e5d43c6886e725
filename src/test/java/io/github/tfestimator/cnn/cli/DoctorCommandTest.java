package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.estimator.Devices;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("medium")
class DoctorCommandTest {
  @Test
  void printsALineForEachFinding() {
    Outcome outcome = Program.run("doctor");
    boolean works = outcome.outLines().stream().noneMatch(line -> line.startsWith("FAILED"));
    assertThat(outcome.exitCode()).isEqualTo(works ? 0 : 1);
    assertThat(works || Devices.isGpuBuild()).as(outcome.out()).isTrue();
    String kind = Devices.isGpuBuild() ? "GPUs" : "CPUs";
    assertThat(outcome.outLines())
        .anyMatch(line -> line.startsWith("OK       Platform: "))
        .anyMatch(line -> line.startsWith("OK       Build: for " + kind + " ("))
        .anyMatch(line -> line.startsWith("OK       TensorFlow: 2."))
        .anyMatch(line -> line.startsWith("OK       CPU:0: a step works, in "))
        .anyMatch(line -> line.startsWith("OK       Data: MNIST "));
  }

  @Test
  void printsJson() {
    Outcome outcome = Program.run("doctor", "--json");
    JsonObject report = outcome.json().get(0);
    assertThat(report.get("works").getAsBoolean()).isEqualTo(outcome.exitCode() == 0);
    assertThat(outcome.exitCode() == 0 || Devices.isGpuBuild()).isTrue();
    JsonObject first = report.getAsJsonArray("findings").get(0).getAsJsonObject();
    assertThat(first.get("subject").getAsString()).isEqualTo("Platform");
    assertThat(first.get("status").getAsString()).isEqualTo("ok");
    assertThat(first.get("remedy").isJsonNull()).isTrue();
  }

  @Test
  void refusesATimeOutOfRange() {
    assertThat(Program.run("doctor", "--timeout", "0").err())
        .startsWith("cnn: --timeout (0) must be 1 to 3600");
  }
}
