package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.WarmStartSettings;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a training; the tutorial's values are the defaults. */
final class TrainOptions {
  private static final long TUTORIAL_STEPS = 16_000;

  @ArgGroup(validate = false, order = 0, heading = "%nModel:%n")
  private ModelGroup model = new ModelGroup();

  @ArgGroup(validate = false, order = 1, heading = "%nData:%n")
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nNetwork:%n")
  private NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, order = 3, heading = "%nOptimizer:%n")
  private OptimizerOptions optimizer = new OptimizerOptions();

  @ArgGroup(validate = false, order = 4, heading = "%nTraining:%n")
  private TrainingGroup training = new TrainingGroup();

  @Mixin private RunConfigOptions running;

  private static final class ModelGroup {
    @Option(
        names = "--model-dir",
        paramLabel = "DIR",
        defaultValue = ModelOptions.DEFAULT_MODEL_DIR,
        description =
            "Where checkpoints are kept (${DEFAULT-VALUE}). A training goes on from the newest one.")
    private Path modelDir;

    @Option(
        names = "--warm-start",
        paramLabel = "PATH",
        description =
            "If --model-dir has no checkpoint yet, begin with the weights, as far as they fit, of"
                + " another model: its directory, a checkpoint's prefix (DIR/model.ckpt-N), a"
                + " SavedModel, or a folder of its versions.")
    private Optional<Path> warmStart;

    @Option(
        names = "--warm-start-vars",
        paramLabel = "REGEX",
        description =
            "With --warm-start: take only variables whose names begin with what REGEX matches, such"
                + " as conv2d.")
    private Optional<String> warmStartVars;

    @Option(
        names = "--warm-start-name",
        paramLabel = "NAME=THERE",
        description =
            "With --warm-start: the variable NAME is called THERE in the other model. Once for each"
                + " such variable.")
    private Map<String, String> warmStartNames = Map.of();
  }

  private static final class TrainingGroup {
    @Option(
        names = "--recipe",
        paramLabel = "NAME",
        defaultValue = "tutorial",
        description = {
          "A set of options; those given beside it win (${DEFAULT-VALUE}).",
          "tutorial: the defaults.",
          "fast, 99.0 %% on MNIST with the tutorial's network: " + Recipe.Options.FAST,
          "sprint, the same by a smaller network in half the time: " + Recipe.Options.SPRINT,
          "best, for ten minutes on two cores: " + Recipe.Options.BEST
        })
    private Recipe recipe;

    @Option(
        names = "--steps",
        paramLabel = "N",
        description =
            "Train N more steps (16000, if --max-steps isn't given). In a cluster, give --max-steps.")
    private Optional<Long> steps;

    @Option(
        names = "--max-steps",
        paramLabel = "N",
        description = "Stop when the global step is N; not together with --steps.")
    private Optional<Long> maxSteps;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "100",
        description = "Images per step (${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "42",
        description =
            "Seed of initial values, order of examples and dropout: same seed, same bits"
                + " (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--early-stop",
        paramLabel = "RULE",
        description =
            "Stop by the results of evaluations, of train-and-evaluate or of an evaluate beside:"
                + " no-increase:accuracy:2000 or no-decrease:loss:2000 (no better for 2000 steps),"
                + " higher:accuracy:0.98 or lower:loss:0.05. Can be given several times.")
    private List<String> earlyStop = List.of();
  }

  /**
   * Refuses wrong values before the data is loaded, which can take a while.
   *
   * @return the settings of the model that is trained on, if there is one
   */
  Optional<ModelSettings> check() {
    data.check();
    source();
    if (data.isOfTenDigits()) {
      params(CnnParams.defaults().image(), CnnParams.defaults().classes());
    }
    end();
    config();
    hooks(modelDir());
    if (batchSize() < 1) {
      throw new IllegalArgumentException("batchSize (" + batchSize() + ") must be 1 or more");
    }
    int devices = config().deviceCount();
    if (batchSize() % devices != 0) {
      throw new IllegalArgumentException(
          "--batch-size %d can't be shared evenly by %d devices: take a multiple of %2$d"
              .formatted(batchSize(), devices));
    }
    Optional<WarmStartSettings> warmStart = warmStart();
    if (CheckpointReader.existsIn(modelDir())) {
      return resumed();
    }
    warmStart.map(WarmStartSettings::ckptToInitializeFrom).ifPresent(CheckpointFinder::open);
    return Optional.empty();
  }

  private Optional<ModelSettings> resumed() {
    Optional<ModelSettings> existing = ModelSettings.ofTrained(modelDir());
    existing.ifPresent(
        before -> {
          CnnParams trained = before.params();
          before.requireFits(
              modelDir(), source(), scaler(), params(trained.image(), trained.classes()));
        });
    return existing;
  }

  Path modelDir() {
    return model.modelDir;
  }

  Optional<WarmStartSettings> warmStart() {
    if (model.warmStartVars.isPresent() && model.warmStart.isEmpty()) {
      throw new IllegalArgumentException(
          "--warm-start-vars %s needs --warm-start: say which model to take them from"
              .formatted(model.warmStartVars.get()));
    }
    if (!model.warmStartNames.isEmpty() && model.warmStart.isEmpty()) {
      throw new IllegalArgumentException(
          "--warm-start-name %s needs --warm-start: say which model to take the variable from"
              .formatted(String.join(", ", model.warmStartNames.keySet())));
    }
    return model
        .warmStart
        .map(WarmStartSettings::from)
        .map(all -> model.warmStartVars.map(all::withVars).orElse(all))
        .map(some -> some.withPrevVarNames(model.warmStartNames));
  }

  DataSource source() {
    return data.source();
  }

  ScalerKind scaler() {
    return data.scaler();
  }

  /** Loads the data. */
  DataSplit load() {
    return DataLoading.load(source(), data.classes());
  }

  /** Returns the network for images of a shape in a number of classes. */
  CnnParams params(ImageShape image, int classes) {
    return network.params(image, classes, optimizer.optimization());
  }

  Recipe recipe() {
    return training.recipe;
  }

  int batchSize() {
    return training.batchSize;
  }

  long seed() {
    return training.seed;
  }

  /** Tells whether the end is relative: a number of further steps, given or by default. */
  boolean endIsRelative() {
    return training.maxSteps.isEmpty() && config().cluster().isEmpty();
  }

  Steps end() {
    if (training.steps.isPresent() && training.maxSteps.isPresent()) {
      throw new IllegalArgumentException(
          "--steps %d and --max-steps %d exclude each other: give one of them"
              .formatted(training.steps.get(), training.maxSteps.get()));
    }
    if (training.steps.isPresent() && config().cluster().isPresent()) {
      throw new IllegalArgumentException(
          "--steps %d counts anew in each task that is started again: in a cluster, give --max-steps"
              .formatted(training.steps.get()));
    }
    return endIsRelative()
        ? Steps.more(training.steps.orElse(TUTORIAL_STEPS))
        : Steps.upTo(training.maxSteps.orElse(TUTORIAL_STEPS));
  }

  SessionOptions devices() {
    return running.devices();
  }

  RunConfig config() {
    return running.config(modelDir(), seed());
  }

  /** Returns the hooks that the options ask for. */
  List<SessionRunHook> hooks(Path evalDir) {
    List<SessionRunHook> hooks = new ArrayList<>(running.hooks(modelDir()));
    training.earlyStop.forEach(rule -> hooks.add(EarlyStop.hook(rule, evalDir)));
    return hooks;
  }
}
