package io.github.tfestimator.peers;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/** A training of a race by SameDiff. */
final class SameDiffRaceTraining implements RaceTraining {
  private final RaceRecipe recipe;
  private final SameDiff graph;
  private final Map<String, INDArray> means = new TreeMap<>();
  private int steps;

  SameDiffRaceTraining(RaceRecipe recipe, Weights start, int seed) {
    this.recipe = recipe;
    Nd4j.getRandom().setSeed(seed);
    var rate = new Rate(recipe);
    Adam adam = Adam.builder().learningRateSchedule(rate).beta2(recipe.beta2()).build();
    graph = SameDiffNetwork.training(start, recipe.dropout(), recipe.batch(), adam, recipe.l2());
    start.byName().keySet().forEach(name -> means.put(name, weight(name)));
  }

  @Override
  public void step(ImageBatch batch) {
    SameDiffFramework.step(graph, batch);
    steps++;
    int count = recipe.averagedAfter(steps);
    if (count == 1) {
      means.replaceAll((name, mean) -> weight(name).dup());
    } else if (count > 1) {
      means.forEach(
          (name, mean) -> {
            try (INDArray delta = weight(name).sub(mean)) {
              mean.addi(delta.divi(count));
            }
          });
    }
  }

  private INDArray weight(String name) {
    return graph.getVariable(name).getArr();
  }

  @Override
  public Predictor trained() {
    Function<String, INDArray> last = recipe.averagedAfter(steps) > 0 ? means::get : this::weight;
    Map<String, float[]> weights =
        means.keySet().stream()
            .collect(
                Collectors.toMap(name -> name, name -> last.apply(name).dup('c').data().asFloat()));
    return SameDiffFramework.predictor(SameDiffNetwork.predicting(new Weights(weights)));
  }

  @Override
  public void close() {}

  /** The recipe's rate. DL4J counts iterations from 0. */
  private record Rate(RaceRecipe recipe) implements ISchedule {
    private static final long serialVersionUID = 1;

    @Override
    public double valueAt(int iteration, int epoch) {
      return recipe.rateAfter(iteration);
    }

    @Override
    public ISchedule clone() {
      return this;
    }
  }
}
