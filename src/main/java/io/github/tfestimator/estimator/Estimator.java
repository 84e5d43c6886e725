package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.ModelDir;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains, evaluates and uses a model: {@code tf.estimator.Estimator}.
 *
 * <p>All state is in the model directory. Each call builds a graph of its own, opens a session,
 * restores the newest checkpoint, and closes both; an estimator itself holds nothing native and
 * needs no closing. One training a model directory at a time; a second one is refused.
 */
public final class Estimator {
  private final ModelFn modelFn;
  private final RunConfig config;
  private final Optional<WarmStartSettings> warmStart;
  private final Optional<Path> checkpoint;

  private Estimator(
      ModelFn modelFn,
      RunConfig config,
      Optional<WarmStartSettings> warmStart,
      Optional<Path> checkpoint) {
    this.modelFn = modelFn;
    this.config = config;
    this.warmStart = warmStart;
    this.checkpoint = checkpoint;
  }

  /**
   * {@return an estimator: {@code tf.estimator.Estimator(model_fn, config=config)}}
   *
   * @param modelFn builds the graph
   * @param config where and how to run
   */
  public static Estimator of(ModelFn modelFn, RunConfig config) {
    return new Estimator(modelFn, config, Optional.empty(), Optional.empty());
  }

  /**
   * {@code tf.estimator.Estimator(model_fn, config=config, warm_start_from=settings)}: a training
   * that finds no checkpoint in the model directory begins with another model's values.
   *
   * @param settings the variables, and the source of their values
   * @return the changed estimator
   */
  public Estimator warmStartedFrom(WarmStartSettings settings) {
    return new Estimator(modelFn, config, Optional.of(settings), checkpoint);
  }

  /** Returns an estimator that takes a checkpoint for the newest one, and no other in its place. */
  Estimator at(Path prefix) {
    return new Estimator(modelFn, config, warmStart, Optional.of(prefix));
  }

  /**
   * Trains, from the newest checkpoint on if there is one, and saves the result. Stopped and called
   * again with the same input, it ends in the same bits as if it had not been stopped.
   *
   * @param input labeled examples; one that repeats is read from the batch whose number is the
   *     global step
   * @param steps the length of the training
   * @param hooks receive callbacks, in addition to the default hooks, which log loss and speed and
   *     save checkpoints
   * @return the global step reached
   * @throws CheckpointException if the model directory can't be used or another training holds it,
   *     or the checkpoint is damaged or of another model; if there is none, and what to warm-start
   *     from isn't there, is damaged, or has nothing that fits
   * @throws NanLossDuringTrainingException if the loss is no finite number any more; the newest
   *     checkpoint is from before
   */
  public long train(InputFn input, Steps steps, SessionRunHook... hooks) {
    var spec = TrainSpec.of(input, steps).withHooks(hooks);
    if (config.cluster().isPresent()) {
      return new ClusterTask(this, trainer(), config.cluster().get()).train(spec);
    }
    try (var modelDir = ModelDir.hold(config.modelDir())) {
      return trainer().asChief(modelDir, spec);
    }
  }

  /**
   * Trains, and evaluates and exports on the way: {@code tf.estimator.train_and_evaluate}. After a
   * checkpoint was saved, as often as the configuration says and the throttle allows, that
   * checkpoint is evaluated while the training waits; the training's bits don't depend on it. The
   * checkpoint that the training ends with is always evaluated, once, also if the training had
   * reached its end before this call. A training that a hook {@linkplain
   * io.github.tfestimator.hooks.RunContext#interrupt interrupted} or abandoned isn't over: its last
   * checkpoint is neither evaluated nor exported.
   *
   * @param trainSpec input and length of the training
   * @param evalSpec input of the evaluations, and exporters
   * @return the last evaluation, and the exports
   * @throws CheckpointException as from {@link #train}
   * @throws NanLossDuringTrainingException as from {@link #train}
   * @throws IllegalArgumentException if the input to evaluate on has no examples
   */
  public TrainAndEvaluateResult trainAndEvaluate(TrainSpec trainSpec, EvalSpec evalSpec) {
    if (config.cluster().isPresent()) {
      return new ClusterTask(this, trainer(), config.cluster().get())
          .trainAndEvaluate(trainSpec, evalSpec);
    }
    try (var modelDir = ModelDir.hold(config.modelDir())) {
      var evaluations = new CheckpointEvaluations(this, evalSpec, config);
      List<SessionRunHook> hooks = new ArrayList<>(trainSpec.hooks());
      hooks.add(evaluations);
      var training = new TrainSpec(trainSpec.input(), trainSpec.steps(), hooks);
      return evaluations.finish(trainer().asChief(modelDir, training, evaluations));
    }
  }

  private Trainer trainer() {
    return new Trainer(modelFn, config, warmStart);
  }

  /**
   * Evaluates the newest checkpoint on a whole input. The figures go to the {@linkplain
   * io.github.tfestimator.summary.EvaluationHistory history} in {@link #evalDir()}, and to
   * TensorBoard.
   *
   * @param input labeled examples, finite
   * @return metrics and loss
   * @throws CheckpointException if there is no checkpoint, or it is damaged or of another model
   * @throws IllegalArgumentException if the input has no examples or no end, or a batch or a metric
   *     doesn't fit
   */
  public Evaluation evaluate(InputFn input) {
    return evaluate(EvalSpec.of(input));
  }

  /**
   * Evaluates the newest checkpoint on one of several inputs: {@code evaluate(input_fn,
   * name=name)}.
   *
   * @param input labeled examples, finite
   * @param name the input's name in TensorBoard; letters, digits, {@code . _ -}
   * @return metrics and loss
   * @throws CheckpointException as above
   * @throws IllegalArgumentException as above, or if the name has other characters
   */
  public Evaluation evaluate(InputFn input, String name) {
    return evaluate(EvalSpec.of(input).withName(name));
  }

  /**
   * Evaluates the newest checkpoint: {@code evaluate(input_fn, steps=steps, name=name)}.
   *
   * @param spec input, number of batches and name; the rest is for {@link #trainAndEvaluate}
   * @return metrics and loss
   * @throws CheckpointException as above
   */
  public Evaluation evaluate(EvalSpec spec) {
    return evaluate(spec, checkpointTo("evaluate"));
  }

  /**
   * Evaluates a checkpoint: {@code evaluate(input_fn, checkpoint_path=checkpoint)}.
   *
   * @param spec input, number of batches and name; the rest is for {@link #trainAndEvaluate}
   * @param checkpoint its prefix, such as {@code train/mnist/model.ckpt-16000}
   * @return metrics and loss
   * @throws CheckpointException if it isn't there, is damaged or of another model
   * @throws IllegalArgumentException as above
   */
  public Evaluation evaluate(EvalSpec spec, Path checkpoint) {
    return evaluate(spec, CheckpointReader.open(checkpoint));
  }

  private Evaluation evaluate(EvalSpec spec, CheckpointReader checkpoint) {
    Evaluation evaluation = evaluateUnlogged(spec, checkpoint);
    Path folder = spec.name().map(this::evalDir).orElseGet(this::evalDir);
    EvaluationFiles.in(folder).write(evaluation);
    return evaluation;
  }

  /** Evaluates a checkpoint and writes nothing. */
  Evaluation evaluateUnlogged(EvalSpec spec, CheckpointReader checkpoint) {
    try (var model = ModelGraph.forInference(modelFn, Mode.EVAL, config, spec.input())) {
      return new Evaluator(model, spec.input()).run(checkpoint, spec.steps());
    }
  }

  /** {@return the folder of evaluation history and events: {@code eval} in the model directory} */
  public Path evalDir() {
    return config.modelDir().resolve("eval");
  }

  /**
   * {@return the folder of a named evaluation's files: {@code eval_NAME} in the model directory}
   *
   * @param name the name of an evaluation
   * @throws IllegalArgumentException if the name has other characters than letters, digits, {@code
   *     . _ -}
   */
  public Path evalDir(String name) {
    EvalSpec.requireFolderName("name", name);
    return config.modelDir().resolve("eval_" + name);
  }

  /**
   * Predicts with the newest checkpoint: {@code estimator.predict(input_fn)}. A batch is computed
   * when its first prediction is asked for, so that any number of examples takes the memory of one
   * batch.
   *
   * <pre>{@code
   * try (Stream<Prediction> predictions = estimator.predict(test.batches(128))) {
   *   predictions.forEach(prediction -> System.out.println(prediction.asLong("classes")));
   * }
   * }</pre>
   *
   * @param input examples; labels are ignored
   * @return the predictions in the order of the input. It holds native memory until the last one is
   *     taken or it is closed
   * @throws CheckpointException if there is no checkpoint, or it is damaged or of another model
   */
  public Stream<Prediction> predict(InputFn input) {
    return BatchPredictor.stream(modelFn, config, input, checkpointTo("predict"));
  }

  /**
   * Predicts with a checkpoint: {@code predict(input_fn, checkpoint_path=checkpoint)}.
   *
   * @param input examples; labels are ignored
   * @param checkpoint its prefix, such as {@code train/mnist/model.ckpt-16000}
   * @return the predictions in the order of the input, to be closed as above
   * @throws CheckpointException if it isn't there, is damaged or of another model
   */
  public Stream<Prediction> predict(InputFn input, Path checkpoint) {
    return BatchPredictor.stream(modelFn, config, input, CheckpointReader.open(checkpoint));
  }

  /**
   * {@return the newest checkpoint in a fresh PREDICT graph for export, for the caller to close}
   *
   * @param servingInput builds what requests are fed to
   * @throws CheckpointException as from {@link #predict}
   */
  public ServingGraph openForServing(ServingInputFn servingInput) {
    return ServingGraph.open(modelFn, config, servingInput, checkpointTo("export"));
  }

  /**
   * {@return the newest checkpoint, opened: {@code estimator.latest_checkpoint()}}
   *
   * @throws CheckpointException if there is none, or it is damaged
   */
  public CheckpointReader newestCheckpoint() {
    return checkpointTo("open");
  }

  private CheckpointReader checkpointTo(String purpose) {
    return checkpoint
        .map(CheckpointReader::open)
        .or(() -> CheckpointReader.newestIn(config.modelDir()))
        .orElseThrow(
            () ->
                new CheckpointException(
                    "There is no checkpoint to %s in the model directory %s: train first, or name another directory."
                        .formatted(purpose, config.modelDir())));
  }
}
