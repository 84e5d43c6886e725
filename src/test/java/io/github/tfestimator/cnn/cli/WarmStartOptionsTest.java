package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

@Tag("medium")
class WarmStartOptionsTest {
  @TempDir static Path folder;
  private static Path data;
  private static Path source;
  private static Path exported;

  private Path model;

  @BeforeAll
  static void trainAndExport() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    source = folder.resolve("source");
    assertThat(Program.trainSmall(data, source, "--steps", 2).exitCode()).isZero();
    exported = folder.resolve("exported");
    Program.done("export", "--model-dir", source, "--export-dir", exported);
  }

  @BeforeEach
  void nameAFreshModel(TestInfo test) {
    model = folder.resolve(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void aTrainingBeginsWithTheWeightsOfAnExport() {
    Outcome outcome = train(data, "--warm-start", exported);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(weights(model.resolve("model.ckpt-0")))
        .isEqualTo(weights(source.resolve("model.ckpt-2")))
        .hasSize(8);
    assertThat(outcome.err()).contains("INFO:tensorflow:Warm-started: conv2d/bias, conv2d/kernel,");
  }

  @Test
  void onlyTheVariablesAskedForAreTaken() {
    Outcome outcome = train(data, "--warm-start", source, "--warm-start-vars", "conv2d/");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("INFO:tensorflow:Warm-started: conv2d/bias, conv2d/kernel\n");
    List<VariableInfo> first = weights(model.resolve("model.ckpt-0"));
    List<VariableInfo> sourceWeights = weights(source.resolve("model.ckpt-2"));
    assertThat(first.subList(0, 2)).isEqualTo(sourceWeights.subList(0, 2));
    assertThat(first.subList(2, 8)).doesNotContainAnyElementsOf(sourceWeights.subList(2, 8));
  }

  @Test
  void aModelWithACheckpointNeedsNoSource() {
    assertThat(train(data).exitCode()).isZero();
    Outcome outcome = train(data, "--warm-start", folder.resolve("missing"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("INFO:tensorflow:Not warm-starting from ");
  }

  @Test
  void aSourceThatIsNotThereIsFoundWithoutTheData() {
    Path missing = folder.resolve("missing");
    Outcome outcome = train(folder.resolve("no-data"), "--warm-start", missing);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.complaint()).hasSize(1);
    assertThat(outcome.complaint().get(0)).startsWith("cnn: There is no model at " + missing + ":");
    assertThat(model).doesNotExist();
  }

  @Test
  void nothingThatFitsIsAFailureThatLeavesNoModel() throws IOException {
    Outcome outcome = train(data, "--warm-start", source, "--warm-start-vars", "lstm");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("cnn: Can't warm-start from " + source.resolve("model.ckpt-2"))
        .contains("dense_1/bias float32 [10], dense_1/kernel float32 [8, 10] and 1 more.");
    SortedMap<String, String> left = TestFiles.snapshot(model);
    assertThat(left).containsOnlyKeys("", ".lock");
  }

  @Test
  void aPatternNeedsASource() {
    assertUsage(
        train(data, "--warm-start-vars", "conv2d"),
        "cnn: --warm-start-vars conv2d needs --warm-start: say which model to take them from");
  }

  @Test
  void aPatternMustBeARegularExpression() {
    assertUsage(
        train(data, "--warm-start", source, "--warm-start-vars", "[a"),
        "cnn: --warm-start-vars ([a) must be a regular expression: Unclosed character class");
  }

  private void assertUsage(Outcome outcome, String complaint) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.complaint()).containsExactly(complaint, "Try: cnn train --help");
    assertThat(model).doesNotExist();
  }

  private Outcome train(Path from, Object... more) {
    List<Object> args = new ArrayList<>(List.of("--steps", 1, "--seed", 7));
    args.addAll(List.of(more));
    return Program.trainSmall(from, model, args.toArray());
  }

  private static List<VariableInfo> weights(Path prefix) {
    return CheckpointReader.open(prefix).variables().stream()
        .filter(variable -> !variable.name().equals("global_step"))
        .toList();
  }
}
