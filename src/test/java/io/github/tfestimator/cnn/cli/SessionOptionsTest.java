package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.estimator.Precision;
import io.github.tfestimator.estimator.SessionConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options of threads and GPUs, with the natives for CPUs and, by -Pgpu, with those for GPUs.
 */
@Tag("medium")
class SessionOptionsTest {
  private static final String GPU_BUILD = "io.github.tfestimator.estimator.Devices#isGpuBuild";
  private static final List<String> OPTIONS =
      List.of(
          "--intra-op-threads",
          "--inter-op-threads",
          "--visible-gpus",
          "--gpu-memory-growth",
          "--gpu-memory-fraction",
          "--precision",
          "--xla",
          "--deterministic");

  @TempDir private Path folder;

  @Test
  void areTensorFlowsOwnSettings() {
    SessionConfig config =
        parse(
            "--intra-op-threads=3",
            "--inter-op-threads=2",
            "--gpu-memory-growth",
            "--gpu-memory-fraction=0.4",
            "--precision=float32",
            "--xla",
            "--deterministic",
            "--visible-gpus=0,2");
    assertThat(config)
        .isEqualTo(
            SessionConfig.defaults()
                .withThreads(3, 2)
                .withVisibleGpus("0,2")
                .withGpuMemoryGrowth()
                .withGpuMemoryFraction(0.4)
                .withPrecision(Precision.FLOAT32)
                .withXla()
                .withDeterministicOps());
    assertThat(parse()).isEqualTo(SessionConfig.defaults());
  }

  private static SessionConfig parse(String... args) {
    var options = new SessionOptions();
    new CommandLine(
            CommandSpec.create().addMixin("options", CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options.config();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "train",
        "train-and-evaluate",
        "evaluate",
        "calibrate",
        "predict",
        "export",
        "serve"
      })
  void everyCommandThatComputesHasThem(String command) {
    List<String> lines = Program.run(command, "--help").outLines();
    assertThat(lines).contains("Devices:");
    assertThat(
            lines.stream()
                .dropWhile(line -> !line.equals("Devices:"))
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("      --"))
                .map(line -> line.strip().split("[ =]")[0]))
        .isEqualTo(OPTIONS);
  }

  @Test
  @DisabledIf(GPU_BUILD)
  void theBuildForCpusRefusesToUseAGpu() {
    assertRefused("this is the build for CPUs; ");
  }

  /** There may be one. */
  @Test
  @EnabledIf(GPU_BUILD)
  void theBuildForGpusRefusesToUseAGpuThatIsNotThere() {
    Outcome plain = Program.done("predict", "savedmodel/five.png");
    assumeTrue(plain.isWithoutGpu());
    assertThat(plain.err()).isEmpty();
    assertRefused("TensorFlow sees no GPU, and scripts/cnn doctor says why");
    String[] options = {"--gpu-memory-growth", "--gpu-memory-fraction", "0.4", "--xla"};
    assertThat(with(options, "predict", "savedmodel/five.png"))
        .isEqualTo(new Outcome(0, plain.out(), "", true));
  }

  /** As on a machine with one GPU; the option's name is the command's doing. */
  @Test
  void aGpuThatIsNotThereIsAnErrorOfTheOption() {
    var missing =
        new TFInvalidArgumentException(
            "'visible_device_list' listed an invalid Device id '7' but visible device count is 1");
    assertThat(SessionOptions.refusal(missing, "7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("visibleGpus (7) can't be used: nvidia-smi -L lists the GPUs");
    var other = new TFInvalidArgumentException("cudaGetDevice() failed");
    assertThat(SessionOptions.refusal(other, "7")).isSameAs(other);
  }

  private void assertRefused(String reason) {
    String image = "savedmodel/five.png";
    Stream.of(
            Program.run("predict", "--visible-gpus", "0", image),
            Program.run("serve", "--port", "0", "--visible-gpus", "0"),
            Program.trainSmall(folder, folder.resolve("model"), "--visible-gpus", "0"))
        .forEach(
            outcome -> {
              assertThat(outcome.exitCode()).isEqualTo(2);
              assertThat(outcome.out()).isEmpty();
              assertThat(outcome.complaint().get(0))
                  .startsWith("cnn: --visible-gpus (0) can't be used: " + reason);
            });
    assertThat(folder.resolve("model")).doesNotExist();
  }

  /** The machine decides whether float16 is slower. */
  @Test
  void aTrainingIsRefusedWhereThePrecisionIsSlower() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 200, 100);
    Outcome trained =
        Program.trainSmall(data, folder.resolve("model"), "--steps", "1", "--precision", "float16");
    if (trained.exitCode() == 0) {
      assertThat(Program.run("inspect", "--model-dir", folder.resolve("model")).out())
          .contains("loss_scale/current_loss_scale");
    } else {
      assertThat(trained.exitCode()).isEqualTo(2);
      assertThat(trained.complaint())
          .anyMatch(
              line ->
                  line.startsWith("cnn: --precision (float16) would make the training slower: "));
    }
  }

  @Test
  @DisabledIf(GPU_BUILD)
  void commandsSayWhatHasNoEffectAndWhatIsForTraining() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 200, 100);
    Path model = folder.resolve("model");
    String[] options = {"--gpu-memory-growth", "--gpu-memory-fraction", "0.4", "--xla"};
    Outcome trained =
        Program.trainSmall(
            data, model, Stream.concat(Stream.of("--steps", "1"), Stream.of(options)).toArray());
    assertWarned(trained);
    assertWarned(with(options, "predict", "savedmodel/five.png"));
    assertWarned(with(options, "evaluate", "--model-dir", model));
    assertWarned(with(options, "calibrate", "--model-dir", model));
    assertWarned(with(options, "export", "--model-dir", model, "--export-dir", folder));
    assertThat(Program.done("predict", "savedmodel/five.png").err()).isEmpty();
    String[] lower = {"--precision", "bfloat16"};
    assertIsForTrainingAlone(with(lower, "predict", "savedmodel/five.png"));
    assertIsForTrainingAlone(with(lower, "evaluate", "--model-dir", model));
    assertIsForTrainingAlone(with(lower, "calibrate", "--model-dir", model));
    assertIsForTrainingAlone(with(lower, "export", "--model-dir", model, "--export-dir", folder));
    assertIsForTrainingAlone(with(lower, "serve", "--port", "0"));
  }

  private static void assertIsForTrainingAlone(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.complaint().get(0))
        .isEqualTo(
            "cnn: --precision (bfloat16) is for training alone: other commands compute in float32 or tf32");
  }

  private static Outcome with(String[] options, Object... args) {
    return Program.run(Stream.concat(Stream.of(args), Stream.of(options)).toArray());
  }

  private static void assertWarned(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.complaint())
        .filteredOn(line -> line.startsWith("WARNING: "))
        .first()
        .asString()
        .startsWith(
            "WARNING: --gpu-memory-growth, --gpu-memory-fraction, --xla: without effect, as this is the build for CPUs; ");
  }

  @Test
  void threadsHoldForCommandsWithoutATraining() {
    assertThat(Program.run("predict", "--intra-op-threads", "-1", "savedmodel/five.png").err())
        .startsWith("cnn: --intra-op-threads (-1) must be 0 to 1024");
    assertThat(Program.run("predict", "--gpu-memory-fraction", "7", "savedmodel/five.png").err())
        .startsWith("cnn: --gpu-memory-fraction (7.0) must be above 0 and up to 1");
  }
}
