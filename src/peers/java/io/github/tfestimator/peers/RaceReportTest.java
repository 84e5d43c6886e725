package io.github.tfestimator.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RaceReportTest {
  private static final Machine MACHINE =
      new Machine(2, "a processor", 8, "an OS", "a JDK", new TreeMap<>());

  @Test
  void aContestantHasMediansAndItsWorstSeed() {
    assertThat(report(2_000).report().text())
        .isEqualTo(
            """
            a processor, 2 cores, 8 GiB, an OS, a JDK
            seeds: 3; load average before each turn: 0.5 to 2.5; matrix product: 200 GFLOP/s

                        accuracy  minimum         0.99  seconds  steps  images/s  of the product
            here, fast    0.9910   0.9890      reached     20.0    700     3,500            0.97
            DJL, fast     0.9890   0.9880  not reached     40.0    700     1,750            0.48""");
  }

  @Test
  void aTryIsCalledOne() {
    assertThat(report(20).report().text()).contains("After 20 steps at the most, a try");
  }

  @Test
  void theAccuracyIsReadFromWhatTheProgramPrints() {
    String printed =
        "{accuracy=0.99, loss=0.03, average_loss=0.03, global_step=1400}\nSavedModel: /a/b";
    assertThat(RaceResult.of(printed, 2)).isEqualTo(new RaceResult(0.99, 1_400, 2));
    assertThatThrownBy(() -> RaceResult.of("out of memory", 2))
        .hasMessageContaining("out of memory");
  }

  private static RaceReport report(int maxSteps) {
    Map<Contestant, List<RaceResult>> results = new EnumMap<>(Contestant.class);
    results.put(Contestant.FAST, results(0.991, 20));
    results.put(Contestant.DJL, results(0.989, 40));
    return new RaceReport(
        MACHINE, results, List.of(200e9, 180e9, 220e9), List.of(0.5, 2.5, 1.0), maxSteps);
  }

  /** Three, of which the last is worst and slowest. */
  private static List<RaceResult> results(double accuracy, double seconds) {
    double worst = accuracy == 0.991 ? 0.989 : 0.988;
    return List.of(
        new RaceResult(accuracy, 700, seconds),
        new RaceResult(accuracy + 0.001, 700, seconds - 1),
        new RaceResult(worst, 700, seconds + 10));
  }
}
