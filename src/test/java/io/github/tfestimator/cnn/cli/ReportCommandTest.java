package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;

/** The command report. */
@Tag("medium")
class ReportCommandTest {
  private static final int TEST_IMAGES = 50;

  /** Of a history, by step and metrics. */
  private static final String LINE =
      "{\"global_step\":%d,\"loss\":0.5,\"average_loss\":0.5,\"examples\":9,\"metrics\":{%s},\"confusion_matrices\":{}}\n";

  @TempDir static Path shared;
  private static Path data;
  private static Path model;
  private static Path report;

  @TempDir Path folder;

  @BeforeAll
  static void trainTwice() throws IOException {
    data = TestFiles.writeIdx(shared.resolve("data"), 100, TEST_IMAGES);
    model = shared.resolve("model");
    train(20);
    train(40);
    report = Reports.write(model, shared.resolve("report.html"));
  }

  private static void train(int steps) {
    var command =
        Stream.of("train-and-evaluate", "--data", data, "--model-dir", model, "--batch-size", 10);
    var training =
        Stream.of("--max-steps", steps, "--summary-steps", 5, "--log-steps", 5, "--optimizer");
    var network =
        Stream.concat(
            Stream.of("adam", "--learning-rate", 0.01, "--split", "official"),
            Program.SMALL.stream());
    Program.done(Stream.of(command, training, network).flatMap(part -> part).toArray());
  }

  @Test
  void embedsWhatEvaluatePrints() throws IOException {
    JsonObject evaluated =
        Program.done("evaluate", "--model-dir", model, "--json").json().get(0).getAsJsonObject();
    assertThat(Reports.numbers(report).get("evaluation")).isEqualTo(evaluated);
  }

  @Test
  void theMatrixAddsUpToTheTestSet() throws IOException {
    long sum = 0;
    JsonObject evaluation = Reports.numbers(report).getAsJsonObject("evaluation");
    for (JsonElement row : evaluation.getAsJsonArray("confusion_matrix")) {
      for (JsonElement count : row.getAsJsonArray()) {
        sum += count.getAsLong();
      }
    }
    assertThat(sum).isEqualTo(TEST_IMAGES);
  }

  @Test
  void mistakesAreThoseOfTheMatrix() throws IOException {
    JsonObject numbers = Reports.numbers(report);
    double accuracy = numbers.getAsJsonObject("evaluation").get("accuracy").getAsDouble();
    long wrong = Math.round((1 - accuracy) * TEST_IMAGES);
    var mistakes = numbers.getAsJsonArray("worst_mistakes");
    assertThat(wrong).isBetween(1L, 49L);
    assertThat(mistakes).hasSize((int) wrong);
    int[] labels = TestFiles.testSet(100, TEST_IMAGES).labels();
    double last = 1;
    for (JsonElement each : mistakes) {
      JsonObject mistake = each.getAsJsonObject();
      assertThat(mistake.get("label").getAsInt())
          .isEqualTo(labels[mistake.get("test_image").getAsInt()])
          .isNotEqualTo(mistake.get("predicted").getAsInt());
      double probability = mistake.get("probability").getAsDouble();
      assertThat(probability).isLessThanOrEqualTo(last);
      last = probability;
    }
  }

  @Test
  void marksResumesAndTheBest() throws IOException {
    JsonObject numbers = Reports.numbers(report);
    assertThat(numbers.getAsJsonArray("sessions")).hasSize(2);
    JsonObject session = numbers.getAsJsonArray("sessions").get(1).getAsJsonObject();
    assertThat(session.keySet()).containsExactly("resumed_at", "last_step", "seconds");
    assertThat(session.get("resumed_at").getAsLong()).isEqualTo(20);
    JsonObject loss = numbers.getAsJsonObject("charts").getAsJsonObject("loss");
    assertThat(loss.getAsJsonObject("marks").get("20").getAsString()).contains("resumed");
    assertThat(loss.getAsJsonObject("marks").toString()).contains("best");
    assertThat(loss.getAsJsonArray("steps").toString()).startsWith("[1,6,11,16,20,21,");
  }

  @Test
  void isSmallAndLetsNothingIn() throws IOException {
    assertThat(Files.size(report)).isLessThanOrEqualTo(1_500_000);
    assertThat(Files.readString(report))
        .contains("content=\"default-src &#39;none&#39;; script-src &#39;sha256-")
        .doesNotContain("unsafe")
        .doesNotContainPattern("(?:src|href)=\"(?!data:|#)");
  }

  /** 20,000 starts, and 1,000 evaluations of 31 metrics. */
  @Test
  void isSmallAlsoOfALongHistory() throws IOException {
    Path longer = copy();
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 1000; step++) {
      int last = step;
      String metrics =
          IntStream.range(0, 31)
              .mapToObj(i -> "\"metric_%d\":%s".formatted(i, 1 / (1.0 + last + i)))
              .collect(Collectors.joining(","));
      lines.append(LINE.formatted(step, metrics));
    }
    Files.writeString(longer.resolve("eval/evaluations.jsonl"), lines);
    List<byte[]> events = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      var log = SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START);
      events.add(Event.newBuilder().setStep(i * 10 + 1).setSessionLog(log).build().toByteArray());
    }
    Files.write(longer.resolve("events.out.tfevents.2000000000.host"), TfRecords.of(events));
    Path file = Reports.write(longer, folder.resolve("report.html"));
    assertThat(Files.size(file)).isLessThanOrEqualTo(1_500_000);
    assertThat(Reports.numbers(file).get("session_count").getAsInt()).isEqualTo(20_002);
    assertThat(Files.readString(file))
        .contains(
            "The training was resumed 20,000 times, first at step 20 and last at step 199,990;");
  }

  @Test
  void saysThatItIsLarge() throws IOException {
    Path large = copy();
    String metric = "\"%s\":0.5".formatted("x".repeat(1_500_000));
    Files.writeString(large.resolve("eval/evaluations.jsonl"), LINE.formatted(1, metric));
    Outcome outcome =
        Program.done("report", "--model-dir", large, "--out", folder.resolve("report.html"));
    assertThat(outcome.err()).contains("MB, more than the usual 1.5 MB");
  }

  @Test
  void saysThatCurvesAreLeftOut() throws IOException {
    Path many = copy();
    String metrics =
        IntStream.range(0, 90)
            .mapToObj(i -> "\"metric_%d\":0.5".formatted(i))
            .collect(Collectors.joining(","));
    Path other = copy();
    for (Path each : List.of(many, other)) {
      Files.writeString(each.resolve("eval/evaluations.jsonl"), LINE.formatted(1, metrics));
    }
    Path file = folder.resolve("report.html");
    assertThat(Files.readString(Reports.write(many, file))).contains("10 of 90 curves are left");
    assertThat(Files.readString(Reports.write(many, file, "--compare", other)))
        .contains("100 of 180 curves are left out.");
  }

  @Test
  void leavesTheModelDirectoryAsItIs() throws IOException {
    var before = TestFiles.snapshot(model);
    Reports.write(model, folder.resolve("again.html"));
    assertThat(TestFiles.snapshot(model)).isEqualTo(before);
  }

  @Test
  void saysThatThereAreNoEvaluations() throws IOException {
    Path plain = copy();
    Files.delete(plain.resolve("eval/evaluations.jsonl"));
    Path file = Reports.write(plain, folder.resolve("report.html"));
    assertThat(Files.readString(file)).contains("The model directory has no evaluations:");
    assertThat(Reports.numbers(file).getAsJsonArray("evaluations")).isEmpty();
    assertThat(Reports.numbers(file).get("evaluation"))
        .isEqualTo(Reports.numbers(report).get("evaluation"));
  }

  @Test
  void showsWhatItCanOfOtherModels() throws IOException {
    Path other = copy();
    Files.delete(other.resolve("cnn.json"));
    Path file = Reports.write(other, folder.resolve("report.html"));
    JsonObject numbers = Reports.numbers(file);
    assertThat(numbers.get("evaluation").isJsonNull()).isTrue();
    assertThat(numbers.getAsJsonObject("charts").keySet()).contains("loss", "metrics");
    assertThat(numbers.getAsJsonArray("evaluations")).hasSize(2);
    assertThat(numbers.getAsJsonObject("confusion_matrices").get("confusion_matrix"))
        .isEqualTo(Reports.numbers(report).getAsJsonObject("evaluation").get("confusion_matrix"));
    assertThat(Files.readString(file)).contains("id=\"confusion\"").doesNotContain("#cell-");
  }

  @Test
  void saysThatTheDataIsGone() throws IOException {
    Path moved = copy();
    Path settings = moved.resolve("cnn.json");
    Files.writeString(
        settings, Files.readString(settings).replace(data.toString(), data + "-moved"));
    Path file = Reports.write(moved, folder.resolve("report.html"));
    assertThat(Files.readString(file)).contains("The data can&#39;t be loaded, so there are no");
  }

  @Test
  void classNamesCantSmuggleMarkupIn() throws IOException {
    Path images = folder.resolve("images");
    String[] names = {
      "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>".replace('/', '\\')
    };
    for (int c = 0; c < names.length; c++) {
      for (int i = 0; i < 10; i++) {
        byte[] pixels = new byte[784];
        pixels[300 + c * 28 + i] = (byte) 200;
        Path file = Files.createDirectories(images.resolve(names[c])).resolve(i + ".png");
        TestFiles.writePng(file, pixels);
      }
    }
    Path hostile = folder.resolve("hostile");
    assertThat(Program.trainSmall(images, hostile, "--steps", 1).exitCode()).isZero();
    String html = Files.readString(Reports.write(hostile, folder.resolve("report.html")));
    assertThat(html)
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<img src=x")
        .doesNotContain("<script>alert");
  }

  @Test
  void saysThatOtherDataIsShown() throws IOException {
    Path other = TestFiles.writeIdx(folder.resolve("data"), 10, 30);
    Path file = Reports.write(model, folder.resolve("report.html"), "--data", other);
    assertThat(Files.readString(file)).contains("The images are those of " + other);
    JsonObject evaluation = Reports.numbers(file).getAsJsonObject("evaluation");
    assertThat(evaluation.get("examples").getAsInt()).isEqualTo(30);
  }

  @Test
  void comparesTwoModels() throws IOException {
    Path other = folder.resolve("other");
    assertThat(Program.trainSmall(data, other, "--steps", 1, "--split", "official").exitCode())
        .isZero();
    Path file = Reports.write(model, folder.resolve("report.html"), "--compare", other);
    JsonObject numbers = Reports.numbers(file);
    JsonObject comparison = numbers.getAsJsonObject("comparison");
    assertThat(comparison.get("evaluation"))
        .isEqualTo(Program.done("evaluate", "--model-dir", other, "--json").json().get(0));
    double better =
        numbers.getAsJsonObject("evaluation").get("accuracy").getAsDouble()
            - comparison.getAsJsonObject("evaluation").get("accuracy").getAsDouble();
    assertThat(
            comparison.get("only_model_right").getAsInt()
                - comparison.get("only_other_right").getAsInt())
        .isEqualTo((int) Math.round(better * TEST_IMAGES));
    assertThat(numbers.getAsJsonObject("charts").getAsJsonObject("loss").toString())
        .contains("\"model: batch\"", "\"other: batch\"");
  }

  @Test
  void showsAModelWhoseNumbersOverflow() throws IOException {
    Path diverged = folder.resolve("diverged");
    Outcome trained = Program.trainSmall(data, diverged, "--steps", 1, "--learning-rate", "3e38");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Path file = Reports.write(diverged, folder.resolve("report.html"));
    JsonObject evaluation = Reports.numbers(file).getAsJsonObject("evaluation");
    assertThat(evaluation.get("loss").isJsonNull()).isTrue();
    assertThat(evaluation)
        .isEqualTo(Program.done("evaluate", "--model-dir", diverged, "--json").json().get(0));
    assertThat(Files.readString(file)).doesNotContainPattern("<(?:rect|path)[^>]*NaN");
  }

  @Test
  void aTrainingWritesItsReport() throws IOException {
    Path trained = folder.resolve("trained");
    var command =
        Stream.of("train-and-evaluate", "--data", data, "--model-dir", trained, "--report");
    Outcome outcome =
        Program.done(
            Stream.concat(
                    command, Stream.concat(Stream.of("--max-steps", 2), Program.SMALL.stream()))
                .toArray());
    Path file = trained.resolve("report.html");
    assertThat(outcome.outLines().get(2)).isEqualTo("Report: " + file);
    JsonObject speed = Reports.numbers(file).getAsJsonObject("speed");
    assertThat(Files.exists(Path.of("/proc/self/status")))
        .isEqualTo(speed.has("peak_memory_bytes"));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void aLinkStaysAndAPipeIsRefused() throws Exception {
    Path target = Files.writeString(folder.resolve("target.html"), "<!doctype html>old");
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), target);
    Reports.write(model, link);
    assertThat(link).isSymbolicLink();
    assertThat(target).content().startsWith("<!DOCTYPE html>");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Outcome outcome = Program.run("report", "--model-dir", model, "--out", pipe);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("Can't write the report", "pipe is a pipe or device");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void aFileThatIsNoPageStays() throws IOException {
    Path settings = model.resolve("cnn.json");
    byte[] before = Files.readAllBytes(settings);
    Outcome outcome = Program.run("report", "--model-dir", model, "--out", settings);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("there is another file, which is no page of HTML");
    assertThat(settings).hasBinaryContent(before);
  }

  @Test
  void refusesOneFold() {
    Outcome outcome = Program.run("report", "--model-dir", model, "--check-labels", 1);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--check-labels (1) must be 2 or more");
  }

  @Test
  void refusesDirectoriesWithoutAWholeModel() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused(empty, "There is no trained model in " + empty);
    assertRefused(folder.resolve("missing"), "There is no trained model in");
    Path damaged = copy();
    for (Path file : Files.list(damaged).filter(f -> f.toString().contains(".data-")).toList()) {
      Files.write(file, new byte[] {1});
    }
    assertRefused(damaged, "is damaged");
    Path history = copy().resolve("eval/evaluations.jsonl");
    Files.writeString(history, "0.5");
    assertRefused(history.getParent().getParent(), "The evaluations in " + history);
  }

  @Test
  void readsADamagedEventFileUpToTheDamage() throws IOException {
    Path cut = copy();
    Path events =
        Files.list(cut).filter(f -> f.toString().contains("tfevents")).sorted().toList().get(1);
    byte[] all = Files.readAllBytes(events);
    Files.write(events, Arrays.copyOf(all, all.length - 3));
    Path file = Reports.write(cut, folder.resolve("report.html"));
    assertThat(Files.readString(file)).contains("is read up to a damage");
  }

  private static void assertRefused(Path modelDir, String message) {
    Outcome outcome = Program.run("report", "--model-dir", modelDir);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message);
    assertThat(modelDir.resolve("report.html")).doesNotExist();
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(folder, "model");
    try (Stream<Path> tree = Files.walk(model)) {
      for (Path path : tree.toList()) {
        Files.copy(
            path,
            copy.resolve(model.relativize(path).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }
}
