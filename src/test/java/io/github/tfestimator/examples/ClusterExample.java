package io.github.tfestimator.examples;

import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainSpec;
import java.nio.file.Path;

/** A program that is started on each machine of a cluster, as docs/distributed.md has it. */
final class ClusterExample {
  private ClusterExample() {}

  public static void main(String[] args) {
    var input = Autoencoder.examples(1000, 1).shuffledBatches(20, 42);
    var test = Autoencoder.examples(200, 2).batches(200);

    var config = RunConfig.fromEnvironment(Path.of(args[0])); // reads TF_CONFIG
    var estimator = Estimator.of(new Autoencoder(), config);
    try {
      estimator.trainAndEvaluate(TrainSpec.of(input, Steps.upTo(200)), EvalSpec.of(test));
    } catch (PeerLostException e) {
      System.err.println(e.getMessage());
      Runtime.getRuntime().halt(PeerLostException.EXIT_CODE); // start it again: it resumes
    }
  }
}
