package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.cnn.OptimizerKind;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The option {@code --recipe}, with a small network and few steps. */
@Tag("slow")
class RecipeTest {
  private static final String A_STEP = "INFO:tensorflow:probabilities = ";

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void writeData() throws IOException {
    data = TestFiles.writeIdx(shared.resolve("data"), 60, 20);
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void stoppedAndResumedItEndsInTheSameBits(Recipe recipe) {
    train("at-once", recipe, 12);
    train("stopped", recipe, 5);
    train("stopped", recipe, 12);
    assertThat(variables("stopped")).isEqualTo(variables("at-once"));
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void killedAndResumedItEndsInTheSameBits(Recipe recipe) throws Exception {
    List<Object> endless = arguments("killed", recipe, 1_000_000);
    endless.addAll(List.of("--log-every", 1, "--save-steps", 2));
    try (var child = ChildProcess.java(Main.class, endless.toArray())) {
      child.awaitLines(8, A_STEP);
      child.kill();
    }
    int saved =
        Program.done("inspect", "--model-dir", folder.resolve("killed"), "--json")
            .json()
            .get(0)
            .get("global_step")
            .getAsInt();
    train("killed", recipe, saved + 5);
    train("at-once", recipe, saved + 5);
    assertThat(variables("killed")).isEqualTo(variables("at-once"));
  }

  @Test
  void theTutorialsIsTheDefault() throws IOException {
    train("named", Recipe.TUTORIAL, 3);
    List<Object> plain = arguments("plain", Recipe.TUTORIAL, 3);
    plain.removeIf("--recipe=tutorial"::equals);
    Program.done(plain.toArray());
    assertThat(variables("named")).isEqualTo(variables("plain"));
    assertThat(settings("named")).isEqualTo(settings("plain"));
    assertThat(settings("plain").has("recipe")).isFalse();
  }

  @Test
  void settingsAndCardListWhatItMeans() throws IOException {
    train("model", Recipe.FAST, 2, "--learning-rate", 0.004);
    JsonObject settings = settings("model");
    assertThat(settings.get("recipe").getAsString()).isEqualTo("fast");
    JsonObject way = settings.getAsJsonObject("params").getAsJsonObject("optimization");
    assertThat(way.get("learning_rate").getAsFloat()).as("given beside it").isEqualTo(0.004f);
    String optimizer = Recipe.FAST.options().get("--optimizer");
    assertThat(way.get("optimizer").getAsString()).isEqualToIgnoringCase(optimizer);
    assertThat(way.get("beta2").getAsFloat()).isEqualTo(0.9f);

    Outcome exported =
        Program.done(
            "export",
            "--model-dir",
            folder.resolve("model"),
            "--export-dir",
            folder.resolve("out"));
    Path card =
        Path.of(exported.outLines().get(0)).resolve("assets.extra").resolve("model_card.json");
    JsonObject training =
        JsonParser.parseString(Files.readString(card))
            .getAsJsonObject()
            .getAsJsonObject("training");
    assertThat(training.get("recipe").getAsString()).isEqualTo("fast");
    assertThat(training.get("optimizer").getAsString()).isEqualTo(optimizer);
    assertThat(training.get("beta2").getAsFloat()).isEqualTo(0.9f);
    assertThat(training.get("decay").getAsString()).isEqualTo(Recipe.FAST.options().get("--decay"));
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void helpListsItsOptions(Recipe recipe) {
    String help = Program.run("train", "--help").out().replaceAll("\\s+", " ");
    recipe.options().forEach((option, value) -> assertThat(help).contains(option + "=" + value));
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void helpBesideItHasItsValuesAsDefaults(Recipe recipe) {
    String help = Program.run("train", "--recipe", recipe, "--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("(" + recipe.options().getOrDefault("--learning-rate", "0.001") + ")")
        .contains("forgets sooner (" + recipe.options().getOrDefault("--beta2", "0.999") + ")");
  }

  /** A recipe in a file would be named on the card, but not followed. */
  @Test
  void optionsAreNotReadFromFiles() throws IOException {
    Path options = Files.writeString(folder.resolve("options"), "--recipe=sprint");
    List<Object> args = arguments("model", Recipe.SPRINT, 1);
    args.set(1, "@" + options);
    Outcome refused = Program.run(args.toArray());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("Unmatched argument", "@" + options);
  }

  @Test
  void aNumberOfStepsBesideItWins() {
    List<Object> args = arguments("model", Recipe.FAST, 0);
    args.removeIf(arg -> arg.toString().startsWith("--max-steps"));
    args.addAll(List.of("--steps", 3));
    Program.done(args.toArray());
    assertThat(
            Program.done("inspect", "--model-dir", folder.resolve("model"), "--json")
                .json()
                .get(0)
                .get("global_step")
                .getAsInt())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void anOptimizerBesideItWins(OptimizerKind kind) throws IOException {
    train("model", Recipe.FAST, 1, "--optimizer", kind);
    JsonObject way = settings("model").getAsJsonObject("params").getAsJsonObject("optimization");
    assertThat(way.get("optimizer").getAsString()).isEqualTo(kind.name());
    assertThat(way.get("beta2").getAsFloat()).isEqualTo(kind.defaultBeta2());
  }

  @Test
  void augmentationBesideItCanBeTurnedOff() throws IOException {
    train("with", Recipe.FAST, 1);
    train("without", Recipe.FAST, 1, "--augment", "none");
    assertThat(settings("with").getAsJsonObject("params").getAsJsonArray("augmentation"))
        .hasSize(1);
    assertThat(settings("without").getAsJsonObject("params").getAsJsonArray("augmentation"))
        .isEmpty();
  }

  @Test
  void batchNormalizationBesideItCanBeTurnedOff() throws IOException {
    train("with", Recipe.BEST, 1);
    train("without", Recipe.BEST, 1, "--batch-norm=false");
    assertThat(settings("with").getAsJsonObject("params").get("batch_norm").getAsBoolean())
        .isTrue();
    assertThat(settings("without").getAsJsonObject("params").get("batch_norm").getAsBoolean())
        .isFalse();
  }

  @Test
  void aModelOfAnotherRecipeIsNotTrainedOn() {
    train("model", Recipe.FAST, 2);
    Outcome refused = Program.run(arguments("model", Recipe.TUTORIAL, 4).toArray());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("--optimizer " + Recipe.FAST.options().get("--optimizer") + ", not sgd");
  }

  private void train(String model, Recipe recipe, int maxSteps, Object... more) {
    List<Object> args = arguments(model, recipe, maxSteps);
    args.addAll(Arrays.asList(more));
    Program.done(args.toArray());
  }

  private List<Object> arguments(String model, Recipe recipe, int maxSteps) {
    List<Object> args = new ArrayList<>(List.of("train", "--recipe=" + recipe, "--data", data));
    args.addAll(List.of("--model-dir", folder.resolve(model), "--max-steps=" + maxSteps));
    args.addAll(List.of("--batch-size", 10));
    args.addAll(Program.SMALL);
    return args;
  }

  private String variables(String model) {
    return Program.done("inspect", "--model-dir", folder.resolve(model), "--json")
        .json()
        .get(0)
        .get("variables")
        .toString();
  }

  private JsonObject settings(String model) throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve(model).resolve("cnn.json")))
        .getAsJsonObject();
  }
}
