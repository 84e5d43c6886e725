package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings with deterministic ops, in a process of their own, as the switch is the process's. */
@Tag("medium")
class DeterministicTrainingTest {
  private static final int RUNS = 10;

  @TempDir private Path folder;

  @Test
  void tenRunsGiveTheSameBits() throws Exception {
    try (var child = ChildProcess.java(Trainings.class, folder)) {
      assertThat(child.exitCode()).as(String.join("\n", child.lines())).isZero();
      List<String> hashes = child.linesWith("weights ");
      assertThat(hashes).hasSize(RUNS);
      assertThat(hashes.stream().distinct()).hasSize(1);
    }
  }

  static final class Trainings {
    public static void main(String[] args) throws IOException {
      var params = CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.4f, 0.1f);
      var session = SessionConfig.defaults().withDeterministicOps();
      for (int i = 0; i < RUNS; i++) {
        Path modelDir = Path.of(args[0], "run" + i);
        Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir).withSession(session))
            .train(SyntheticInput.endless(784, 10, 16), Steps.more(8));
        Path weights = modelDir.resolve("model.ckpt-8.data-00000-of-00001");
        System.out.println("weights " + Sha256.of(weights));
      }
    }
  }
}
