package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.cnn.cli.StopSignals.StoppedException;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.cnn.report.TrainingReport;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.TaskType;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.TrainAndEvaluateResult;
import io.github.tfestimator.estimator.TrainSpec;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;

/**
 * A training as the options ask for. It keeps the settings of the model beside the checkpoints, and
 * a signal ends it after a step.
 */
final class TrainWorkflow {
  private static final int EVALUATION_BATCH = 128;

  private final Console console;
  private final TrainOptions options;
  private final DataSplit data;
  private final Optional<ModelSettings> existing;
  private final ModelSettings settings;
  private final Estimator cnn;

  /**
   * Prepares a training.
   *
   * @param existing the settings of the model that is trained on, if there is one
   */
  TrainWorkflow(
      Console console, TrainOptions options, Optional<ModelSettings> existing, DataSplit data) {
    this.console = console;
    this.options = options;
    this.data = data;
    this.existing = existing;
    LabeledImages train = data.train();
    CnnParams params = options.params(train.images().shape(), train.classes());
    existing.ifPresent(old -> old.requireFits(options.modelDir(), params, train.classNames()));
    TrainingFingerprint fingerprint = fingerprint();
    this.settings =
        existing
            .map(old -> old.with(params, fingerprint))
            .orElseGet(() -> newSettings(params, fingerprint))
            .with(options.recipe());
    Estimator plain = Estimator.of(new CnnModelFn(params), options.config());
    this.cnn = options.warmStart().map(plain::warmStartedFrom).orElse(plain);
  }

  private TrainingFingerprint fingerprint() {
    RunConfig config = options.config();
    int workers = config.cluster().map(Cluster::workers).orElse(1);
    boolean isSynchronous = config.cluster().map(Cluster::isSynchronous).orElse(true);
    return TrainingFingerprint.of(data, options.batchSize(), options.seed())
        .spreadOver(workers, config.deviceCount(), !isSynchronous);
  }

  private ModelSettings newSettings(CnnParams params, TrainingFingerprint fingerprint) {
    Images images = data.train().images();
    MinMaxScaler scaler =
        options.scaler() == ScalerKind.UNIT
            ? MinMaxScaler.unit(images.width())
            : MinMaxScaler.fit(images);
    return ModelSettings.of(
        options.source(), options.scaler(), scaler, params, data.train().classNames(), fingerprint);
  }

  /**
   * Trains.
   *
   * @throws StoppedException if a signal ended the training; the step reached is saved
   */
  void train() {
    try (var signals = listen();
        var progress = progress()) {
      TrainSpec spec = spec(signals, progress);
      long reached =
          cnn.train(spec.input(), spec.steps(), spec.hooks().toArray(SessionRunHook[]::new));
      throwIfStopped(signals, progress, reached);
    }
  }

  /**
   * Trains, evaluates and exports on the way and at the end, and prints the results.
   *
   * @throws StoppedException if a signal ended the training; the step reached is saved
   */
  void trainAndEvaluate(EvalOptions evalOptions) {
    Examples examples = Examples.of(data.test(), settings.fittedScaler());
    InputFn test = DataLoading.ahead(data.test(), examples.batches(EVALUATION_BATCH));
    boolean isEvaluated;
    try (var signals = listen();
        var progress = progress()) {
      TrainAndEvaluateResult result =
          cnn.trainAndEvaluate(
              spec(signals, progress), evalOptions.spec(test, settings.exporter()));
      isEvaluated = result.evaluation().isPresent();
      result.evaluation().ifPresent(last -> console.result(last.toString()));
      result.exports().values().forEach(folder -> console.result("SavedModel: " + folder));
      throwIfStopped(signals, progress, result.globalStep());
    }
    // Of a cluster's tasks, the evaluator alone.
    if (evalOptions.isReportAskedFor() && isEvaluated) {
      writeReport();
    }
  }

  private void writeReport() {
    Optional<Long> peakMemory = PeakMemory.bytes();
    Path modelDir = options.modelDir();
    ModelSettings newest = ModelSettings.read(modelDir);
    var source = OpenReportSource.source(modelDir, newest, data, List.of(), peakMemory);
    Path file = modelDir.resolve(ReportFile.NAME);
    ReportFile.write(file, TrainingReport.html(source));
    console.result("Report: " + file);
  }

  private StopSignals listen() {
    Optional<TaskType> task = options.config().cluster().map(Cluster::type);
    if (task.isEmpty()) {
      return StopSignals.listen(console);
    }
    return switch (task.get()) {
      // It has nothing to save: a signal ends it at once.
      case EVALUATOR -> StopSignals.none(console);
      // The chief saves what is here, and ends it then.
      case PS ->
          StopSignals.listen(
              console,
              "A parameter server ends after the chief, which saves; once more ends it at once.",
              () -> {});
      case CHIEF, WORKER -> StopSignals.listenInCluster(console);
    };
  }

  private ProgressHook progress() {
    int images = ProgressHook.imagesInStep(options.batchSize(), options.config().cluster());
    return new ProgressHook(console, options.end(), images, cnn.evalDir());
  }

  private TrainSpec spec(StopSignals signals, ProgressHook progress) {
    // Prepared ahead also of images in memory: where a step is short, scaling them is a third of
    // it.
    InputFn batches =
        Examples.of(data.train(), settings.fittedScaler())
            .shuffledBatches(options.batchSize(), options.seed())
            .prefetch(DataLoading.AHEAD);
    List<SessionRunHook> hooks = new ArrayList<>(options.hooks(cnn.evalDir()));
    hooks.addAll(List.of(progress, settingsWriterHook(), signals));
    return new TrainSpec(batches, options.end(), hooks);
  }

  private void throwIfStopped(StopSignals signals, ProgressHook progress, long reached) {
    signals
        .received()
        .ifPresent(
            signal -> {
              throw new StoppedException(signal, where(reached, progress.last()));
            });
    // Whoever starts the tasks again must not take this one for complete.
    if (signals.wereReceivedElsewhere()) {
      throw StoppedException.byAnotherTask(where(reached, progress.last()));
    }
  }

  /** Returns where the training stands, and the command to go on with. */
  private String where(long reached, long last) {
    boolean isWorkerOfServers =
        options.config().cluster().filter(it -> !it.isSynchronous() && !it.isChief()).isPresent();
    if (isWorkerOfServers) {
      return "at step %d: the chief saves in %s.".formatted(reached, options.modelDir());
    }
    String saved = "at step %d, saved in %s".formatted(reached, options.modelDir());
    if (reached >= last) {
      return saved + ".";
    }
    // With --steps, the same command would take all steps once more.
    return options.endIsRelative()
        ? saved + ": to go on, the same with --max-steps %d in place of --steps.".formatted(last)
        : saved + ": the same command goes on from there.";
  }

  /**
   * Returns a hook that writes the settings after the checkpoint is restored, before a save. The
   * training holds the model directory then, but didn't when the settings were read.
   */
  private SessionRunHook settingsWriterHook() {
    return new SessionRunHook() {
      @Override
      public void begin(Graph graph) {
        ModelSettings.requireUnchanged(options.modelDir(), existing);
      }

      @Override
      public void afterCreateSession(RunContext context) {
        warnAboutChangedSeed();
        settings.write(options.modelDir());
      }
    };
  }

  private void warnAboutChangedSeed() {
    List<String> differences =
        existing.map(before -> before.differencesOf(settings.trainedOn())).orElse(List.of());
    if (!differences.isEmpty()) {
      console.message(
          "The model in %s was trained with %s: it won't have the bits of one training in one go."
              .formatted(options.modelDir(), String.join(", ", differences)));
    }
  }
}
