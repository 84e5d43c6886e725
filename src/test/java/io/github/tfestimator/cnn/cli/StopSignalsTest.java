package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.cli.StopSignals.Signal;
import io.github.tfestimator.cnn.cli.StopSignals.StoppedException;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals at moments that a training doesn't come to for sure. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
@Tag("medium")
class StopSignalsTest {
  private static final String MESSAGE = "Stopping when this step or evaluation is done";

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void aSecondSignalEndsTheProgramAtOnce(String signal, int exitCode) throws Exception {
    assumeTrue(ChildProcess.heeds(signal));
    try (var child = ChildProcess.java(StopSignalsProcess.class)) {
      child.awaitLines(1, StopSignalsProcess.LISTENS);
      child.signal(signal);
      child.awaitLines(1, MESSAGE);
      child.awaitLines(1, StopSignalsProcess.ENDS_NOT);
      child.signal(signal);
      assertThat(child.exitCode()).isEqualTo(exitCode);
      assertThat(child.linesWith(StopSignalsProcess.CLOSED)).isEmpty();
    }
  }

  @Test
  void whatComesAtOnceIsOneSignal() throws Exception {
    try (var child = ChildProcess.java(StopSignalsProcess.class)) {
      child.awaitLines(1, StopSignalsProcess.LISTENS);
      child.signal("TERM", "HUP");
      child.awaitLines(1, StopSignalsProcess.ENDS_NOT);
      assertThat(child.linesWith(MESSAGE)).hasSize(1);
    }
  }

  @Test
  void afterwardsASignalEndsTheProgramAsEver() throws Exception {
    try (var child = ChildProcess.java(StopSignalsProcess.class, "close")) {
      child.awaitLines(1, StopSignalsProcess.CLOSED);
      child.signal("TERM");
      assertThat(child.exitCode()).isEqualTo(143);
      assertThat(child.linesWith(MESSAGE)).isEmpty();
    }
  }

  @Test
  void aSignalBeforeTheFirstStepLetsNoneBeTaken() throws IOException {
    var screen = new ByteArrayOutputStream();
    var console = new Console(screen, new PrintStream(screen), false);
    try (var signals = StopSignals.listen(console)) {
      signals.receive(Signal.TERM);
      assertThat(model().train(input(), Steps.more(5), signals)).isZero();
      assertThat(signals.received()).contains(Signal.TERM);
      assertThat(signals.wereReceivedElsewhere()).isFalse();
    }
    assertThat(model().newestCheckpoint().globalStep()).isZero();
    assertThat(screen.toString()).contains(MESSAGE);
  }

  @Test
  void aSignalToAnotherTaskIsNoEnd() throws IOException {
    var screen = new ByteArrayOutputStream();
    SessionRunHook elsewhere =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            context.interrupt();
          }
        };
    try (var signals = StopSignals.listen(new Console(screen, new PrintStream(screen), false))) {
      assertThat(model().train(input(), Steps.more(5), elsewhere, signals)).isEqualTo(1);
      assertThat(signals.wereReceivedElsewhere()).isTrue();
    }
    assertThat(StoppedException.byAnotherTask("at step 1.").exitCode()).isEqualTo(143);
  }

  private Estimator model() {
    return Estimator.of(
        new CnnModelFn(
            CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.4f, 0.05f)),
        RunConfig.in(modelDir));
  }

  private static InputFn input() {
    return Examples.of(Digits.draw(20, 7), MinMaxScaler.unit(784)).shuffledBatches(10, 42);
  }
}
