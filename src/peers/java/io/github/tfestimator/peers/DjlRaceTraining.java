package io.github.tfestimator.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.List;

/** A training of a race by DJL. */
final class DjlRaceTraining implements RaceTraining {
  private final RaceRecipe recipe;
  private final DjlTraining training;
  private List<NDArray> means = List.of();
  private int steps;

  DjlRaceTraining(RaceRecipe recipe, Weights start, int seed) {
    this.recipe = recipe;
    Engine.getInstance().setRandomSeed(seed);
    // DJL counts updates from 1.
    Tracker rate = update -> (float) recipe.rateAfter(update - 1);
    training =
        new DjlTraining(
            DjlNetwork.model(recipe.dropout(), start),
            Optimizer.adam().optLearningRateTracker(rate).optBeta2((float) recipe.beta2()).build());
  }

  @Override
  public void step(ImageBatch batch) {
    training.step(batch);
    steps++;
    int count = recipe.averagedAfter(steps);
    if (count == 1) {
      means = weights().stream().map(NDArray::duplicate).toList();
    }
    if (count > 1) {
      List<NDArray> weights = weights();
      for (int i = 0; i < weights.size(); i++) {
        try (NDArray delta = weights.get(i).sub(means.get(i))) {
          means.get(i).addi(delta.divi(count));
        }
      }
      weights.forEach(NDArray::close);
    }
  }

  /** Returns views of the weights that gradients aren't computed through. */
  private List<NDArray> weights() {
    return training.model().getBlock().getParameters().values().stream()
        .map(Parameter::getArray)
        .map(NDArray::stopGradient)
        .toList();
  }

  @Override
  public Predictor trained() {
    List<NDArray> weights = weights();
    for (int i = 0; i < means.size(); i++) {
      weights.get(i).set(means.get(i).toFloatArray());
    }
    return new DjlPredictor(training.model());
  }

  @Override
  public void close() {
    training.close();
  }
}
