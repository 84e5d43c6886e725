package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** Native memory, given back when a call ends and not when the garbage collector comes. */
@Tag("medium")
class NativeMemoryTest {
  /** A leak at each batch would leave at least as many native objects. */
  private static final int BATCHES = 60;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  private Estimator estimator;

  @BeforeEach
  void train() {
    estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(1));
  }

  @Test
  void trainingLeavesNothingPerStep() {
    var logging = LoggingTensorHook.every(1, "p", "softmax_tensor");
    assertThat(mostLeft(() -> estimator.train(TinyModel.TRAIN, Steps.more(BATCHES), logging)))
        .isLessThan(BATCHES / 2);
  }

  @Test
  void evaluationLeavesNothingPerBatch() {
    assertThat(mostLeft(() -> estimator.evaluate(TinyModel.examples(2 * BATCHES, 2))))
        .isLessThan(BATCHES / 2);
  }

  @Test
  void predictionLeavesNothingPerBatch() {
    assertThat(mostLeft(() -> estimator.predict(TinyModel.examples(2 * BATCHES, 2)).count()))
        .isLessThan(BATCHES / 2);
  }

  @Test
  void aWarmStartLeavesNoMoreThanAnother() {
    long cold = mostLeft(() -> trainAfresh(TinyModel::in));
    var settings = WarmStartSettings.from(modelDir);
    assertThat(mostLeft(() -> trainAfresh(dir -> TinyModel.in(dir).warmStartedFrom(settings))))
        .isLessThanOrEqualTo(cold);
  }

  @Test
  void graphAndSessionAreClosedAfterATraining() {
    var keeping = new Keeping(false);
    estimator.train(TinyModel.TRAIN, Steps.more(1), keeping);
    keeping.assertAllClosed();
  }

  @Test
  void graphAndSessionAreClosedAfterATrainingThatFailed() {
    var keeping = new Keeping(true);
    assertThatThrownBy(() -> estimator.train(TinyModel.TRAIN, Steps.more(1), keeping))
        .hasMessage("enough");
    keeping.assertAllClosed();
  }

  @Test
  void graphsOfAllModesAreClosed() {
    List<Graph> graphs = new ArrayList<>();
    Estimator watched = Estimator.of(keepingGraphs(graphs), RunConfig.in(modelDir));
    watched.train(TinyModel.TRAIN, Steps.more(1));
    watched.evaluate(TinyModel.examples(2, 2));
    watched.predict(TinyModel.examples(2, 2)).toList();
    assertThat(graphs).hasSize(3);
    assertThat(graphs).allSatisfy(NativeMemoryTest::assertClosed);
  }

  private void trainAfresh(Function<Path, Estimator> in) {
    try {
      in.apply(Files.createTempDirectory(modelDir, "")).train(TinyModel.TRAIN, Steps.more(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void evaluationGraphsAreClosedBeforeTheNextStep() {
    List<Graph> graphs = new ArrayList<>();
    SessionRunHook looking =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            // That of the training, and that of the checkpoint which nobody had judged.
            assertThat(graphs).hasSize(2 + (int) context.iteration());
            assertThat(graphs.subList(1, graphs.size())).allSatisfy(NativeMemoryTest::assertClosed);
          }
        };
    var saving = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1));
    Estimator.of(keepingGraphs(graphs), saving)
        .trainAndEvaluate(
            TrainSpec.of(TinyModel.TRAIN, Steps.more(3)).withHooks(looking),
            EvalSpec.of(TinyModel.examples(4, 2)).withThrottle(Duration.ZERO));
    assertThat(graphs).hasSize(5).allSatisfy(NativeMemoryTest::assertClosed);
  }

  private static ModelFn keepingGraphs(List<Graph> graphs) {
    return (tf, features, labels, mode) -> {
      graphs.add((Graph) tf.scope().env());
      return new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
    };
  }

  /**
   * Counts the native objects that a call leaves; the most of some, as a collection may hide them.
   */
  private static long mostLeft(Runnable call) {
    long most = 0;
    for (int i = 0; i < 4; i++) {
      long before = Pointer.totalCount();
      call.run();
      most = Math.max(most, Pointer.totalCount() - before);
    }
    return most;
  }

  private static void assertClosed(Graph graph) {
    assertThatThrownBy(() -> graph.operation("x")).isInstanceOf(IllegalStateException.class);
  }

  /** Keeps what the training should close. */
  private static final class Keeping implements SessionRunHook {
    private final boolean failing;
    private Graph graph;
    private Session session;

    Keeping(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void afterCreateSession(RunContext context) {
      session = context.session();
      this.graph = session.graph();
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      if (failing) {
        throw new UnsupportedOperationException("enough");
      }
    }

    void assertAllClosed() {
      assertClosed(graph);
      assertThatThrownBy(() -> session.runner().fetch("x").run())
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
