package io.github.tfestimator.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The kinds of turns. Each begins with some uncounted work, while threads that wait busily for the
 * one before go to sleep.
 */
final class Turns {
  private static final int SINGLES = 200;

  /** So many calls that Java has compiled what runs in them. */
  private static final int PICTURES = 6_000;

  private static final int PRODUCTS = 2;

  private final Path folder;
  private int saved;

  Turns(Path folder) {
    this.folder = folder;
  }

  List<Turn> all() {
    return List.of(
        this::train,
        this::multiply,
        this::evaluate,
        this::predictOne,
        player -> predict(player, 32, Measurement.RATE_32),
        player -> predict(player, 128, Measurement.RATE_128),
        player -> predict(player, 1000, Measurement.RATE_1000),
        this::save,
        this::load);
  }

  /** Steps of DL4J's layers take half a second. */
  private Map<Measurement, Double> train(Player player) {
    if (!player.name().trains()) {
      return Map.of();
    }
    int warmUp = isSlow(player) ? 1 : 3;
    int steps = isSlow(player) ? 3 : 25;
    return Map.of(Measurement.STEP, player.number("train", warmUp, steps));
  }

  private Map<Measurement, Double> multiply(Player player) {
    return player.name() == Name.OURS
        ? Map.of(Measurement.PRODUCT, player.number("multiply", PRODUCTS))
        : Map.of();
  }

  /** DL4J's layers get a part, as all would take long: what they take is in proportion. */
  private Map<Measurement, Double> evaluate(Player player) {
    int pictures = isSlow(player) ? 10 * Sizes.EVALUATION_BATCH : Sizes.EVALUATION_PICTURES;
    double seconds = player.number("evaluate", pictures);
    return Map.of(Measurement.EVALUATION, seconds * Sizes.EVALUATION_PICTURES / pictures);
  }

  private Map<Measurement, Double> predictOne(Player player) {
    double[] seconds = player.order("predict", 1, SINGLES / 10, SINGLES).values();
    Arrays.sort(seconds);
    return Map.of(
        Measurement.P50, percentile(seconds, 50),
        Measurement.P90, percentile(seconds, 90),
        Measurement.P99, percentile(seconds, 99),
        Measurement.RATE_1, Arrays.stream(seconds).average().orElseThrow());
  }

  private Map<Measurement, Double> predict(Player player, int batch, Measurement measurement) {
    int pictures = isSlow(player) ? PICTURES / 10 : PICTURES;
    int calls = Math.max(1, pictures / batch);
    double[] seconds = player.order("predict", batch, Math.max(1, calls / 3), calls).values();
    return Map.of(measurement, Arrays.stream(seconds).average().orElseThrow() / batch);
  }

  private Map<Measurement, Double> save(Player player) {
    return Map.of(Measurement.EXPORT, player.number("save", folder.resolve("saved" + saved++)));
  }

  private Map<Measurement, Double> load(Player player) {
    return Map.of(Measurement.LOAD, player.number("load", player.model()));
  }

  private static boolean isSlow(Player player) {
    return player.name() == Name.DL4J;
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100];
  }
}
