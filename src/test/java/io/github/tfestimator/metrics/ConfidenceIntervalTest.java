package io.github.tfestimator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceIntervalTest {
  /**
   * By SciPy 1.17: {@code binomtest(successes, trials).proportion_ci(0.95, "wilson")}. The second
   * to fourth are also in R. G. Newcombe, "Two-sided confidence intervals for the single
   * proportion", Statistics in Medicine 17 (1998), table I, to four digits.
   */
  @ParameterizedTest
  @CsvSource({
    "13467, 14000, 0.9586297911419267, 0.9649739241695726",
    "81, 263, 0.2552885198782742, 0.36620957698280004",
    "15, 148, 0.06238639953073629, 0.16048724172330803",
    "1, 29, 0.006113214292762667, 0.17175521879320282",
    "1200, 2400, 0.48001219127437256, 0.5199878087256274",
    "10, 10, 0.7224672001371109, 1",
    "0, 10, 0, 0.27753279986288926",
    "1, 1, 0.20654931437723745, 1",
    "0, 1, 0, 0.7934506856227626",
  })
  void isSciPys(long successes, long trials, double low, double high) {
    var interval = ConfidenceInterval.wilson(successes, trials);
    assertThat(interval.low()).isCloseTo(low, within(1e-14));
    assertThat(interval.high()).isCloseTo(high, within(1e-14));
  }

  @Test
  void endsExactlyAtZeroOrOneWhereNoneOrAllSucceed() {
    for (long trials = 1; trials < 10_000; trials++) {
      assertThat(ConfidenceInterval.wilson(0, trials).low()).isZero();
      assertThat(ConfidenceInterval.wilson(trials, trials).high()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, trials (0) must be 1 or more",
    "-1, 5, successes (-1) must be from 0 to trials (5)",
    "6, 5, successes (6) must be from 0 to trials (5)",
  })
  void refusesWhatIsNoProportion(long successes, long trials, String message) {
    assertThatThrownBy(() -> ConfidenceInterval.wilson(successes, trials))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
