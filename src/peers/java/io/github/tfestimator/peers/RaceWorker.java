package io.github.tfestimator.peers;

import java.io.PrintStream;
import java.util.Locale;

/** A peer's process in a race. It prints what {@code scripts/cnn train-and-evaluate} does. */
public final class RaceWorker {
  private RaceWorker() {}

  /**
   * Trains and evaluates.
   *
   * @param args a framework's name, a recipe's, MNIST's folder or {@code mnist}, a seed and the
   *     most steps
   */
  public static void main(String[] args) {
    // Libraries print to the standard output too.
    PrintStream answers = System.out;
    System.setOut(System.err);
    var recipe = RaceRecipe.valueOf(args[1]);
    int seed = Integer.parseInt(args[3]);
    int steps = Math.min(recipe.steps(), Integer.parseInt(args[4]));
    RaceData data = RaceData.load(args[2], seed);
    double accuracy;
    try (RaceTraining training = training(FrameworkName.valueOf(args[0]), recipe, seed)) {
      for (int i = 0; i < steps; i++) {
        training.step(data.next(recipe));
      }
      accuracy = Evaluation.accuracy(training.trained(), data.test());
    }
    answers.printf(Locale.ROOT, "{accuracy=%.7f, global_step=%d}%n", accuracy, steps);
    answers.flush();
  }

  private static RaceTraining training(FrameworkName name, RaceRecipe recipe, int seed) {
    Weights start = Weights.glorot(seed);
    return switch (name) {
      case DJL -> new DjlRaceTraining(recipe, start, seed);
      case SAMEDIFF -> new SameDiffRaceTraining(recipe, start, seed);
      default -> throw new IllegalArgumentException(name + " doesn't run in this process.");
    };
  }
}
