package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Answer;
import io.github.tfestimator.benchmark.CommandHandler;
import io.github.tfestimator.benchmark.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/** The process of a framework. */
public final class FrameworkWorker implements CommandHandler {
  private final Framework framework;
  private Optional<Predictor> predictor = Optional.empty();
  private Optional<Roofline> roofline = Optional.empty();

  private FrameworkWorker(Framework framework) {
    this.framework = framework;
  }

  /**
   * Handles commands such as {@code train 2 20}.
   *
   * @param args a framework's name, and the folder with the weights
   * @throws IOException if commands can't be read
   */
  public static void main(String[] args) throws IOException {
    CommandHandler.serve(
        () -> new FrameworkWorker(FrameworkName.valueOf(args[0]).framework(Path.of(args[1]))));
  }

  @Override
  public Answer handle(String... words) {
    return switch (words[0]) {
      case "weights" -> {
        CommittedModel.weights().write(Path.of(words[1]));
        yield Answer.of();
      }
      case "versions" -> Answer.of(framework.versions());
      case "train" -> Answer.of(framework.secondsOfSteps(integer(words[1]), integer(words[2])));
      case "evaluate" -> {
        int images = integer(words[1]);
        yield Answer.of(Stopwatch.seconds(() -> framework.evaluate(images)));
      }
      case "save" -> Answer.of(Stopwatch.seconds(() -> framework.save(Path.of(words[1]))));
      case "load" -> Answer.of(secondsToLoad(Path.of(words[1])));
      case "open" -> {
        predictor = Optional.of(framework.load(Path.of(words[1])));
        yield Answer.of();
      }
      case "predict" -> Answer.of(predict(integer(words[1]), integer(words[2]), integer(words[3])));
      case "log-probabilities" -> {
        var images = ImageBatch.first(integer(words[1]));
        yield Answer.of(exact(Evaluation.logs(opened().probabilities(images))));
      }
      case "after-steps" -> {
        var images = ImageBatch.first(integer(words[1]));
        yield Answer.of(exact(framework.afterSteps(TrainingCheck.standard(), images)));
      }
      case "multiply" -> Answer.of(multiply(integer(words[1])));
      default -> throw new IllegalArgumentException("There is no command '" + words[0] + "'");
    };
  }

  private double secondsToLoad(Path model) {
    long start = System.nanoTime();
    Predictor loaded = framework.load(model);
    double seconds = (System.nanoTime() - start) / 1e9;
    loaded.close();
    return seconds;
  }

  private double[] predict(int batch, int warmUp, int calls) {
    Predictor model = opened();
    ImageBatch images = ImageBatch.first(batch);
    return Stopwatch.secondsOfEach(warmUp, calls, () -> model.probabilities(images));
  }

  private double multiply(int times) {
    if (roofline.isEmpty()) {
      roofline = Optional.of(new Roofline());
    }
    return roofline.get().flops(times);
  }

  private Predictor opened() {
    return predictor.orElseThrow(
        () ->
            new IllegalStateException("No model is open: 'open MODEL' comes before predictions."));
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
    roofline.ifPresent(Roofline::close);
    framework.close();
  }
}
