package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.ResidentMemory;
import io.github.tfestimator.benchmark.Stopwatch;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** Carries out a worker's orders. */
final class Clerk implements AutoCloseable {
  private final Contender contender;
  private Optional<Predictor> predictor = Optional.empty();
  private Optional<MatMulRate> products = Optional.empty();

  Clerk(Contender contender) {
    this.contender = contender;
  }

  Answer carryOut(String[] words) {
    return switch (words[0]) {
      case "weights" -> {
        SavedModelWeights.of(Path.of(words[1])).write(Path.of(words[2]));
        yield answer();
      }
      case "versions" -> answer(contender.versions());
      case "train" -> answer(contender.secondsPerStep(integer(words[1]), integer(words[2])));
      case "evaluate" -> {
        int pictures = integer(words[1]);
        yield answer(Stopwatch.seconds(() -> contender.evaluate(pictures)));
      }
      case "save" -> answer(Stopwatch.seconds(() -> contender.save(Path.of(words[1]))));
      case "load" -> answer(secondsToLoad(Path.of(words[1])));
      case "open" -> {
        predictor = Optional.of(contender.load(Path.of(words[1])));
        yield answer();
      }
      case "predict" -> answer(predict(integer(words[1]), integer(words[2]), integer(words[3])));
      case "log-probabilities" -> answer(logProbabilities(integer(words[1])));
      case "after-steps" -> {
        var pictures = Pictures.first(integer(words[1]));
        yield answer(exact(contender.afterSteps(TrainingCheck.standard(), pictures)));
      }
      case "multiply" -> answer(multiply(integer(words[1])));
      default -> throw new IllegalArgumentException("There is no order '" + words[0] + "'");
    };
  }

  private double secondsToLoad(Path model) {
    long start = System.nanoTime();
    Predictor loaded = contender.load(model);
    double seconds = (System.nanoTime() - start) / 1e9;
    loaded.close();
    return seconds;
  }

  /** Seconds of each call after those for warming up. */
  private double[] predict(int batch, int warmUp, int calls) {
    Predictor model = opened();
    Pictures pictures = Pictures.first(batch);
    IntStream.range(0, warmUp).forEach(i -> model.probabilities(pictures));
    return IntStream.range(0, calls)
        .mapToDouble(i -> Stopwatch.seconds(() -> model.probabilities(pictures)))
        .toArray();
  }

  private double[] logProbabilities(int count) {
    return exact(Evaluating.logs(opened().probabilities(Pictures.first(count))));
  }

  private double multiply(int times) {
    if (products.isEmpty()) {
      products = Optional.of(new MatMulRate());
    }
    return products.get().flops(times);
  }

  private Predictor opened() {
    return predictor.orElseThrow(
        () ->
            new IllegalStateException("No model is open: 'open MODEL' comes before predictions."));
  }

  private static Answer answer(double... values) {
    return new Answer(values, "", ResidentMemory.peakMib(), false);
  }

  private static Answer answer(String text) {
    return new Answer(new double[0], text, ResidentMemory.peakMib(), false);
  }

  private static double[] exact(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static int integer(String word) {
    return Integer.parseInt(word);
  }

  @Override
  public void close() {
    predictor.ifPresent(Predictor::close);
    products.ifPresent(MatMulRate::close);
  }
}
