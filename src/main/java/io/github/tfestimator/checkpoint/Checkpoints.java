package io.github.tfestimator.checkpoint;

import com.google.protobuf.TextFormat;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;

/**
 * The checkpoints of a model directory: {@code tf.train.Saver} and its state file. A checkpoint is
 * written under a temporary name, read back, flushed to the disk and renamed, and only then does
 * the file {@code checkpoint} point at it, so that a process that is killed at any moment leaves
 * intact ones.
 */
public final class Checkpoints {
  private final Path modelDir;
  private final int keep;
  private final boolean othersCount;
  private final Optional<ModelDir> lock;
  private List<Path> skipped = List.of();

  private Checkpoints(Path modelDir, int keep, boolean othersCount, Optional<ModelDir> lock) {
    this.modelDir = modelDir;
    this.keep = keep;
    this.othersCount = othersCount;
    this.lock = lock;
  }

  /**
   * Opens the checkpoints of a model directory.
   *
   * @param modelDir the model directory, which is there
   * @param keep how many checkpoints to keep, the newest ones; 0 for all
   * @return its checkpoints
   */
  public static Checkpoints in(Path modelDir, int keep) {
    return new Checkpoints(modelDir, keep, false, Optional.empty());
  }

  /**
   * Returns the checkpoints of a model directory that a training holds. Saving fails once the
   * directory was deleted, moved or replaced.
   *
   * @param modelDir the model directory
   * @param keep how many checkpoints to keep, the newest ones; 0 for all
   * @return its checkpoints
   */
  public static Checkpoints in(ModelDir modelDir, int keep) {
    return new Checkpoints(modelDir.folder(), keep, false, Optional.of(modelDir));
  }

  /**
   * Lets other workers of a cluster move the variables during a save, as in Python: {@code
   * global_step} may then be higher than the name of the checkpoint says.
   *
   * @return the changed checkpoints
   */
  public Checkpoints whereOthersCount() {
    return new Checkpoints(modelDir, keep, true, lock);
  }

  /**
   * Opens the newest intact checkpoint, to go on from it: the next save forgets the damaged ones
   * that were skipped. Their files are left to be looked at.
   *
   * @return the checkpoint; none before the first save
   * @throws CheckpointException if there are checkpoints and none is intact
   */
  public Optional<CheckpointReader> newest() {
    Optional<LatestIntactCheckpoint> newest = LatestIntactCheckpoint.in(modelDir);
    skipped = newest.map(LatestIntactCheckpoint::skipped).orElse(List.of());
    return newest.map(LatestIntactCheckpoint::checkpoint);
  }

  /**
   * Tells whether a step's checkpoint is kept.
   *
   * @param globalStep a step
   * @return whether the directory's state names a checkpoint of that step
   */
  public boolean isSaved(long globalStep) {
    return CheckpointState.read(modelDir).stream()
        .flatMap(state -> state.newestFirst().stream())
        .anyMatch(
            prefix -> prefix.getFileName().toString().equals(CheckpointFiles.name(globalStep)));
  }

  /**
   * Fills a session's variables, all of which the checkpoint must have, of the same type and shape;
   * but float32 variables are filled from float64 ones, with a warning in the log. A variable's key
   * in the checkpoint is its name, unless the graph has {@link RestoreKeys}. A variable marked as
   * {@linkplain VariableOps#OPTIONAL optional} keeps its initial value if it is missing.
   *
   * @param session where to
   * @param checkpoint where from
   * @throws CheckpointException if a variable is missing or of another type or shape, or a file is
   *     gone
   */
  public static void restore(Session session, CheckpointReader checkpoint) {
    SortedMap<String, String> saved = checkpoint.kinds();
    List<String> differences = new ArrayList<>();
    Map<String, String> keys = RestoreKeys.of(session.graph());
    SortedMap<String, GraphVariable> variables = GraphVariables.of(session.graph());
    variables
        .entrySet()
        .removeIf(
            e ->
                e.getValue().isOptional()
                    && !saved.containsKey(keys.getOrDefault(e.getKey(), e.getKey())));
    SortedMap<String, String> requested = GraphVariables.kinds(variables);
    requested.forEach(
        (name, kind) -> {
          String key = keys.getOrDefault(name, name);
          if (!saved.containsKey(key)) {
            differences.add(key + " is missing");
          } else if (!SinglePrecision.fits(saved.get(key), kind)) {
            differences.add("%s is %s, but the model's is %s".formatted(key, saved.get(key), kind));
          }
        });
    if (!differences.isEmpty()) {
      throw new CheckpointException(
          "Checkpoint %s is of another model: %s. Use the settings that it was trained with, or another"
                  .formatted(checkpoint.prefix(), String.join("; ", differences))
              + " model directory.");
    }
    Log.TENSORFLOW.info("Restoring parameters from {}", checkpoint.prefix());
    Saver.addTo(session.graph());
    try {
      SinglePrecision.restore(session, checkpoint, requested, keys);
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw new CheckpointException(
          "Checkpoint %s can't be restored: %s. If a training beside has deleted it, try again."
              .formatted(checkpoint.prefix(), AtomicFiles.reason(e)),
          e);
    }
  }

  /**
   * Checks that a graph can be given the ops that save and restore.
   *
   * @param graph a model's graph, which has none yet
   * @throws IllegalStateException if the model has ops of their scope, {@code save}
   */
  public static void requireNamesFree(Graph graph) {
    Saver.requireNamesFree(graph);
  }

  /**
   * Saves a session's variables.
   *
   * @param session the session, between two steps
   * @param globalStep how many steps led to it, as the variable {@code global_step} counts, if the
   *     graph has one
   * @return false if a variable isn't finite; nothing is saved then
   * @throws CheckpointException if the variables can't be written, the model directory is another
   *     one than at the start, or {@code global_step} has another value; what was saved before
   *     stands
   */
  public boolean save(Session session, long globalStep) {
    Log.TENSORFLOW.info(
        "Saving checkpoints for {} into {}.", globalStep, modelDir.resolve(CheckpointFiles.NAME));
    var files = new CheckpointFiles(modelDir, globalStep);
    lock.ifPresent(ModelDir::requireHeld);
    try {
      Files.createDirectories(files.staging());
      Saver.addTo(session.graph());
      session.save(files.stagingPrefix().toString());
      Files.write(files.stagingMeta(), metaGraph(session.graph()).toByteArray());
      CheckpointReader staged = CheckpointReader.open(files.stagingPrefix());
      if (!staged.isFinite()) {
        files.clear();
        return false;
      }
      if (!othersCount) {
        staged.requireGlobalStep(globalStep);
      }
      files.publish();
      updateState(files);
    } catch (IOException | RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      files.clearAfter(e);
      throw new CheckpointException(notSaved(files.prefix(), AtomicFiles.reason(e)), e);
    }
    clearOld(files);
    return true;
  }

  /**
   * The checkpoint is saved; that old ones stay, as on Windows while one is read, is no failure.
   */
  private static void clearOld(CheckpointFiles files) {
    try {
      files.clear();
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "Old checkpoints can't be deleted: {}. The next training tries again.",
          AtomicFiles.reason(e));
    }
  }

  /**
   * Writes {@code graph.pbtxt}, for those who want to look at the graph.
   *
   * @param graph the graph
   * @throws CheckpointException if it can't be written
   */
  public void writeGraph(Graph graph) {
    Path file = modelDir.resolve("graph.pbtxt");
    try {
      AtomicFiles.write(
          file,
          TextFormat.printer().printToString(graph.toGraphDef()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CheckpointException(notSaved(file, AtomicFiles.reason(e)), e);
    }
  }

  private String notSaved(Path file, String reason) {
    return "Can't save %s: %s. The checkpoints saved before stand; remove the cause, or choose another model directory."
        .formatted(file, reason);
  }

  private void updateState(CheckpointFiles files) throws IOException {
    Path newest = files.prefix();
    List<Path> all = new ArrayList<>();
    CheckpointState.read(modelDir).ifPresent(state -> all.addAll(state.all()));
    all.removeAll(skipped);
    all.remove(newest);
    all.add(newest);
    List<Path> old = all.subList(0, keep == 0 ? 0 : Math.max(0, all.size() - keep));
    files.noteOld(old);
    old.clear();
    new CheckpointState(newest, all).write(modelDir);
  }

  /** The graph, and how it saves and restores: what {@code import_meta_graph} wants to know. */
  private static MetaGraphDef metaGraph(Graph graph) {
    var tags = MetaGraphDef.MetaInfoDef.newBuilder().setTensorflowVersion(TensorFlow.version());
    var metaGraph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(tags)
            .setGraphDef(graph.toGraphDef())
            .setSaverDef(Saver.def());
    VariableCollections.addTo(metaGraph, graph);
    return metaGraph.build();
  }
}
