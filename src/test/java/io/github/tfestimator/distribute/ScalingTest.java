package io.github.tfestimator.distribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/scaling.md}, by the formulas that stand there. */
class ScalingTest {
  /** The parameters of the tutorial's network in MB; all times are in ms, all sizes in MB. */
  private static final double PARAMETERS = 12.64;

  private static final double MS_AN_IMAGE = 0.2;
  private static final double LATENCY = 0.1;
  private static final double SOFTWARE_OF_RING = 2.5;
  private static final double SOFTWARE_OF_SERVER = 0.5;
  private static final double SHARE_OF_LARGEST = 0.98;
  private static final int[] MACHINES = {2, 8, 64, 1000};
  private static final int[] BATCHES = {100, 400};

  /** MB a ms, by Gbit/s. */
  private static final Map<Integer, Double> RATES = Map.of(10, 1.25, 100, 12.5);

  private static double allReduce(int machines, double rate, double software) {
    double volume = 2.0 * (machines - 1) / machines * PARAMETERS;
    return Math.max(volume / rate, volume * software) + 2 * (machines - 1) * LATENCY;
  }

  private static double synchronousSpeedup(int machines, int batch, double exchange) {
    double computing = batch * MS_AN_IMAGE;
    return machines * computing / (computing + exchange);
  }

  private static double asynchronousSpeedup(int machines, int batch, double rate) {
    double computing = batch * MS_AN_IMAGE;
    double aStep =
        computing + 2 * (PARAMETERS / rate + LATENCY) + 2 * PARAMETERS * SOFTWARE_OF_SERVER;
    double most = rate / (SHARE_OF_LARGEST * PARAMETERS);
    return Math.min(machines / aStep, most) * computing;
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int batch : BATCHES) {
      for (int machines : MACHINES) {
        var row = new StringBuilder("| %d | %d |".formatted(batch, machines));
        for (int gigabits : new int[] {10, 100}) {
          double rate = RATES.get(gigabits);
          double wire = allReduce(machines, rate, 0);
          double today = allReduce(machines, rate, SOFTWARE_OF_RING);
          row.append(
              " %s (%s) | %s (%s) | %s |"
                  .formatted(
                      number(wire),
                      number(synchronousSpeedup(machines, batch, wire)),
                      number(today),
                      number(synchronousSpeedup(machines, batch, today)),
                      number(asynchronousSpeedup(machines, batch, rate))));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  @Test
  void theTableFollowsTheFormulas() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("docs/scaling.md"));
    assertThat(lines.stream().filter(line -> line.matches("\\| \\d+ \\| \\d+ \\|.*")).toList())
        .isEqualTo(rows());
  }
}
