package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** With the same weights, evaluate and predict give what Python's Estimator gives. */
class EvaluationParityTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  private Estimator estimator;
  private PythonFiles.Said python;

  @BeforeEach
  void saveTheFormulasWeights() throws IOException {
    estimator = PythonFiles.estimator(modelDir);
    estimator.train(
        PythonFiles.nextBatches(), Steps.more(1), new FormulaWeights(), stoppedAtOnce());
    python = PythonFiles.said("formula");
  }

  @Test
  void evaluateGivesPythonsFiguresWithAShortLastBatch() {
    python.assertSaidOf(estimator.evaluate(PythonFiles.testBatches()));
  }

  @Test
  void predictGivesPythonsDictionaries() {
    var predictions = estimator.predict(PythonFiles.testBatches()).toList();
    assertThat(predictions).allSatisfy(each -> assertThat(keys(each)).isEqualTo(python.keys()));
    python.assertSaidOf(predictions);
  }

  private static Map<String, String> keys(Prediction prediction) {
    Map<String, String> keys = new TreeMap<>();
    prediction
        .values()
        .forEach(
            (key, value) ->
                keys.put(key, TensorSpec.name(TensorSpec.dtypeOf(value)) + " " + value.shape()));
    return keys;
  }

  private static SessionRunHook stoppedAtOnce() {
    return new SessionRunHook() {
      @Override
      public void afterCreateSession(RunContext context) {
        context.requestStop();
      }
    };
  }
}
