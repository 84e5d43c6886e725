package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Labeled;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The programs that race, each a library with a recipe. */
enum Contestant implements Labeled {
  FAST("here, fast", RaceRecipe.FAST),
  SPRINT("here, sprint", RaceRecipe.SPRINT),
  DJL("DJL, fast", RaceRecipe.FAST),
  DJL_EXAMPLE("DJL, its example", RaceRecipe.DJL_EXAMPLE),
  SAMEDIFF("SameDiff, fast", RaceRecipe.FAST),
  SAMEDIFF_EXAMPLE("SameDiff, its example", RaceRecipe.SAMEDIFF_EXAMPLE),
  KERAS("Keras, fast", RaceRecipe.FAST),
  ESTIMATOR("Python's Estimator, fast", RaceRecipe.FAST);

  private static final String PYTHON = "PYTHON";
  private static final Set<Contestant> OF_PYTHON = EnumSet.of(KERAS, ESTIMATOR);

  private final String label;
  private final RaceRecipe recipe;

  Contestant(String label, RaceRecipe recipe) {
    this.label = label;
    this.recipe = recipe;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns all that can race here: those of Python if the environment names one. */
  static Set<Contestant> here() {
    return System.getenv(PYTHON) == null
        ? EnumSet.complementOf(EnumSet.copyOf(OF_PYTHON))
        : EnumSet.allOf(Contestant.class);
  }

  /** Returns the images of a step. */
  int batch() {
    return recipe.batch();
  }

  /** Returns the steps of the recipe. */
  int steps() {
    return recipe.steps();
  }

  /** Returns the floating point operations of a step's products for an image. */
  double imageFlops() {
    return this == SPRINT
        ? Roofline.imageFlops(16, 32, 256)
        : Roofline.imageFlops(Sizes.FILTERS1, Sizes.FILTERS2, Sizes.UNITS);
  }

  /**
   * Returns the command that trains, evaluates and prints {@link RaceResult#of what it reached}.
   */
  ProcessBuilder command(RaceEntry entry) {
    return switch (this) {
      case FAST, SPRINT -> ours(entry);
      case DJL, DJL_EXAMPLE -> peer(FrameworkName.DJL, entry);
      case SAMEDIFF, SAMEDIFF_EXAMPLE -> peer(FrameworkName.SAMEDIFF, entry);
      case KERAS, ESTIMATOR -> python(entry);
    };
  }

  private ProcessBuilder ours(RaceEntry entry) {
    return new ProcessBuilder(
        List.of(
            "scripts/cnn",
            "train-and-evaluate",
            "--quiet",
            "--recipe=" + lowerCase(),
            "--data=" + entry.data(),
            "--seed=" + entry.seed(),
            "--max-steps=" + steps(entry),
            "--model-dir=" + entry.modelDir()));
  }

  private ProcessBuilder peer(FrameworkName framework, RaceEntry entry) {
    return FrameworkProcess.command(
        framework,
        RaceWorker.class,
        List.of(),
        recipe,
        entry.data(),
        entry.seed(),
        entry.maxSteps());
  }

  private ProcessBuilder python(RaceEntry entry) {
    String python = System.getenv(PYTHON);
    if (python == null) {
      throw new IllegalArgumentException(
          "%s races if %s names a Python with TensorFlow 2.15".formatted(lowerCase(), PYTHON));
    }
    var command =
        new ProcessBuilder(
            python,
            "scripts/parity/race.py",
            lowerCase(),
            Integer.toString(entry.seed()),
            Integer.toString(steps(entry)));
    command.environment().put("MNIST_DIR", entry.folder().toString());
    return command;
  }

  private int steps(RaceEntry entry) {
    return Math.min(recipe.steps(), entry.maxSteps());
  }

  private String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }
}
