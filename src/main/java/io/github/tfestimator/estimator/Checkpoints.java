package io.github.tfestimator.estimator;

import com.google.protobuf.TextFormat;
import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SaverDef;

/** The checkpoints of a model directory: {@code tf.train.Saver} and its state file. */
final class Checkpoints {
  private static final String NAME = "model.ckpt";

  private final Path modelDir;
  private final int keep;

  Checkpoints(Path modelDir, int keep) {
    this.modelDir = modelDir;
    this.keep = keep;
  }

  /** The newest checkpoint, whole; none before the first save. */
  Optional<CheckpointReader> newest() {
    return CheckpointReader.newestIn(modelDir);
  }

  /**
   * Fills a session's variables, all of which the checkpoint must have, of the same type and shape.
   */
  static void restore(Session session, CheckpointReader checkpoint) {
    SortedMap<String, String> saved = checkpoint.kinds();
    List<String> differences = new ArrayList<>();
    variables(session.graph())
        .forEach(
            (name, kind) -> {
              if (!saved.containsKey(name)) {
                differences.add(name + " is missing");
              } else if (!saved.get(name).equals(kind)) {
                differences.add(
                    "%s is %s, but the model's is %s".formatted(name, saved.get(name), kind));
              }
            });
    if (!differences.isEmpty()) {
      throw new EstimatorException(
          "Checkpoint %s is of another model: %s. Use the settings that it was trained with, or another"
                  .formatted(checkpoint.prefix(), String.join("; ", differences))
              + " model directory.");
    }
    Log.TENSORFLOW.info("Restoring parameters from {}", checkpoint.prefix());
    session.restore(checkpoint.prefix().toString());
  }

  /**
   * Saves a session's variables. They are written aside and read back first; a model that isn't
   * finite is not saved.
   */
  void save(Session session, long globalStep) {
    Log.TENSORFLOW.info("Saving checkpoints for {} into {}.", globalStep, modelDir.resolve(NAME));
    Path aside = modelDir.resolve("." + NAME + ".tmp");
    String name = NAME + "-" + globalStep;
    try {
      try {
        WholeFiles.deleteTree(aside);
        Files.createDirectories(aside);
        session.save(aside.resolve(name).toString());
        Files.write(aside.resolve(name + ".meta"), metaGraph(session.graph()).toByteArray());
        if (!CheckpointReader.open(aside.resolve(name)).isFinite()) {
          throw NanLossDuringTrainingException.ofVariables(globalStep);
        }
        publish(aside, name);
        updateState(modelDir.resolve(name));
      } finally {
        WholeFiles.deleteTree(aside);
      }
    } catch (IOException | TensorFlowException e) {
      throw new EstimatorException(notSaved(name, WholeFiles.reason(e)), e);
    }
  }

  /** Writes {@code graph.pbtxt}, for those who want to look at the graph. */
  void writeGraph(Graph graph) {
    try {
      WholeFiles.write(
          modelDir.resolve("graph.pbtxt"),
          TextFormat.printer().printToString(graph.toGraphDef()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new EstimatorException(notSaved("graph.pbtxt", WholeFiles.reason(e)), e);
    }
  }

  private String notSaved(String name, String reason) {
    return "Can't save %s in %s: %s. The checkpoints saved before stand; make room, or choose another model directory."
        .formatted(name, modelDir, reason);
  }

  private void publish(Path aside, String name) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(aside)) {
      files = listing.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      WholeFiles.publish(file, modelDir.resolve(file.getFileName()));
    }
  }

  private void updateState(Path newest) throws IOException {
    List<Path> all = new ArrayList<>();
    CheckpointState.read(modelDir).ifPresent(state -> all.addAll(state.all()));
    all.remove(newest);
    all.add(newest);
    List<Path> old = all.subList(0, Math.max(0, all.size() - keep));
    List<Path> delete = List.copyOf(old);
    old.clear();
    // The state goes first: it never names a checkpoint that is gone.
    new CheckpointState(newest, all).write(modelDir);
    for (Path prefix : delete) {
      deleteCheckpoint(prefix);
    }
  }

  private static void deleteCheckpoint(Path prefix) throws IOException {
    for (String suffix : List.of(".index", ".data-00000-of-00001", ".meta")) {
      Files.deleteIfExists(prefix.resolveSibling(prefix.getFileName() + suffix));
    }
  }

  /** The graph, and how it saves and restores: what {@code import_meta_graph} wants to know. */
  private static MetaGraphDef metaGraph(Graph graph) {
    // The names that Session.save gives to what it adds to the graph.
    var saver =
        SaverDef.newBuilder()
            .setFilenameTensorName("save/filename:0")
            .setSaveTensorName("save/control_dependency:0")
            .setRestoreOpName("save/restore_all")
            .setVersion(SaverDef.CheckpointFormatVersion.V2);
    var tags = MetaGraphDef.MetaInfoDef.newBuilder().setTensorflowVersion(TensorFlow.version());
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(tags)
        .setGraphDef(graph.toGraphDef())
        .setSaverDef(saver)
        .build();
  }

  private static SortedMap<String, String> variables(Graph graph) {
    SortedMap<String, String> kinds = new TreeMap<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(Variable.OP_NAME)) {
                // The output's own type would be that of a reference.
                DataType dtype = op.attributes().getAttrType("dtype");
                List<Long> shape = longs(op.output(0).shape().asArray());
                kinds.put(op.name(), CheckpointReader.kind(dtype, shape));
              }
            });
    return kinds;
  }

  private static List<Long> longs(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
