package io.github.tfestimator.interleaving;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The order in which the threads of a scenario take turns, tried one after the other: all that have
 * at most so many preemptions, and then random ones. A failure names its choices or its seed.
 */
public final class Interleavings {
  private static final List<String> PACKAGES =
      List.of("io.github.tfestimator.serving", "io.github.tfestimator.server");

  private static final int SEEDS = Integer.getInteger("interleavings.seeds", 1_000);

  private Interleavings() {}

  /**
   * Tries the interleavings of a scenario, and prints how many there were.
   *
   * @param bound of preemptions, unless the property {@code interleavings.preemptions} is set
   */
  public static void explore(Class<? extends Scenario> scenario, int bound) throws Exception {
    int preemptions = Integer.getInteger("interleavings.preemptions", bound);
    var log = Logger.getLogger("tensorflow");
    Level level = log.getLevel();
    log.setLevel(Level.OFF);
    try {
      Constructor<?> constructor = rewritten(scenario);
      var workers = new Workers();
      long began = System.nanoTime();
      int systematic = systematically(constructor, workers, preemptions);
      for (int seed = 0; seed < SEEDS; seed++) {
        run(constructor, new Schedule(new Choices.Seeded(seed), workers, 1_000), "seed " + seed);
      }
      System.out.printf(
          "%s: %,d interleavings of up to %d preemptions, %,d random ones, %.1f s%n",
          scenario.getName().replaceFirst(".*\\.", ""),
          systematic,
          preemptions,
          SEEDS,
          (System.nanoTime() - began) / 1e9);
    } finally {
      log.setLevel(level);
    }
  }

  private static Constructor<?> rewritten(Class<?> scenario) throws ReflectiveOperationException {
    var loader = new Rewriter(scenario.getClassLoader(), PACKAGES);
    Constructor<?> constructor = loader.loadClass(scenario.getName()).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor;
  }

  private static int systematically(Constructor<?> constructor, Workers workers, int preemptions)
      throws Exception {
    var choices = new Choices.Systematic();
    int count = 0;
    do {
      run(constructor, new Schedule(choices, workers, preemptions), choices);
      count++;
    } while (choices.advance());
    return count;
  }

  private static void run(Constructor<?> constructor, Schedule schedule, Object choices)
      throws Exception {
    var scenario = (Scenario) constructor.newInstance();
    Throwable failure = schedule.run(scenario);
    if (failure == null) {
      try {
        scenario.check();
      } catch (RuntimeException | AssertionError e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new AssertionError("With %s: %s".formatted(choices, failure), failure);
    }
  }
}
