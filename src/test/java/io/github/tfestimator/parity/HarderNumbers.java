package io.github.tfestimator.parity;

import io.github.tfestimator.Rows;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Graph;

/**
 * Java's side of {@code scripts/parity/harder.py}: trains from a checkpoint on batches of 100 that
 * lie in {@code x} and {@code y}, little-endian, and writes each number in question to a file.
 */
final class HarderNumbers implements SessionRunHook {
  private static final int BATCH = 100;
  private static final int PIXELS = 784;
  private static final Set<Integer> SNAPSHOTS = Set.of(10, 100);

  private final Path folder;
  private final float[] losses;
  private final Map<String, String> gradients = new TreeMap<>();
  private int step;

  private HarderNumbers(Path folder, int steps) {
    this.folder = folder;
    losses = new float[steps];
  }

  /**
   * Runs one training.
   *
   * @param args the folder, both numbers of filters, the number of units, the rate and the steps
   * @throws IOException if a file can't be read or written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int steps = Integer.parseInt(args[5]);
    var params =
        CnnParams.defaults()
            .withLayers(
                List.of(Integer.valueOf(args[1]), Integer.valueOf(args[2])),
                List.of(Integer.valueOf(args[3])))
            .withRates(0, Float.parseFloat(args[4]));
    ByteBuffer x = read(folder.resolve("x"));
    ByteBuffer y = read(folder.resolve("y"));
    InputFn first = new GivenBatches(1, i -> batch(x, y, i));
    var estimator = Estimator.of(new CnnModelFn(params), RunConfig.in(folder.resolve("model")));
    ByteBuffer probabilities = buffer(BATCH * 10);
    estimator.predict(first).forEach(each -> putAll(probabilities, each.asFloats("probabilities")));
    Files.write(folder.resolve("probabilities"), probabilities.array());
    var hook = new HarderNumbers(folder, steps);
    estimator.train(new GivenBatches(steps, i -> batch(x, y, i)), Steps.more(steps), hook);
    hook.write("losses", hook.losses);
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Batch batch(ByteBuffer x, ByteBuffer y, int i) {
    float[] features = new float[BATCH * PIXELS];
    int[] labels = new int[BATCH];
    x.asFloatBuffer().get(i * features.length, features);
    y.asIntBuffer().get(i * BATCH, labels);
    return Rows.batch(features, labels);
  }

  @Override
  public void begin(Graph graph) {
    gradients.putAll(Tensors.gradients(graph));
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    return step == 0 ? gradients.values() : List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues run) {
    if (step == 0) {
      gradients.forEach(
          (name, tensor) -> write("gradients/" + name, Tensors.floats(run.get(tensor))));
    }
    losses[step++] = run.loss();
    if (SNAPSHOTS.contains(step)) {
      for (String name : Formula.VARIABLES) {
        write("after-%d/%s".formatted(step, name), Tensors.variable(context.session(), name));
      }
    }
  }

  private void write(String name, float[] values) {
    ByteBuffer buffer = buffer(values.length);
    putAll(buffer, values);
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, buffer.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void putAll(ByteBuffer buffer, float[] values) {
    for (float value : values) {
      buffer.putFloat(value);
    }
  }
}
