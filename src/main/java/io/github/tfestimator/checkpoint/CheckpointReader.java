package io.github.tfestimator.checkpoint;

import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Excerpt;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Reads the variables of a checkpoint, or of a SavedModel's {@code variables/variables}, without
 * TensorFlow: {@code tf.train.load_checkpoint}. Opening it reads everything once, piece by piece,
 * and compares every checksum, so what is open is whole. No file is held open, and no values are
 * kept on the heap.
 *
 * <p>The format is TensorFlow's tensor bundle ({@code tensorflow/core/util/tensor_bundle}): {@code
 * PREFIX.index} is a table of names to shape, place and checksum, {@code
 * PREFIX.data-00000-of-00001} and so on have the values, little-endian.
 */
public final class CheckpointReader {
  private final Path prefix;
  private final BundleIndex index;
  private final boolean isFinite;
  private final OptionalLong globalStep;
  private final ObjectGraph objects;

  private CheckpointReader(
      Path prefix,
      BundleIndex index,
      boolean isFinite,
      OptionalLong globalStep,
      ObjectGraph objects) {
    this.prefix = prefix;
    this.index = index;
    this.isFinite = isFinite;
    this.globalStep = globalStep;
    this.objects = objects;
  }

  /**
   * Reads the newest intact checkpoint of a model directory: {@code tf.train.latest_checkpoint}.
   * One that is damaged is skipped for the one before it, with a warning in the log.
   *
   * @param modelDir the directory
   * @return the checkpoint that the file {@code checkpoint} names, or the newest before it that is
   *     intact; none before the first one
   * @throws CheckpointException if there are checkpoints and none is intact; the message names a
   *     file
   */
  public static Optional<CheckpointReader> newestIn(Path modelDir) {
    return LatestIntactCheckpoint.in(modelDir).map(LatestIntactCheckpoint::checkpoint);
  }

  /**
   * Tells whether a model directory has a checkpoint, without reading it.
   *
   * @param modelDir the directory
   * @return whether its file {@code checkpoint} names one
   * @throws CheckpointException if that file can't be read
   */
  public static boolean existsIn(Path modelDir) {
    return CheckpointState.read(modelDir).isPresent();
  }

  /**
   * Reads a checkpoint and checks it.
   *
   * @param prefix such as {@code train/mnist_convnet_model/model.ckpt-16000}
   * @return the checkpoint
   * @throws CheckpointException if a file is missing or damaged; the message names it
   */
  public static CheckpointReader open(Path prefix) {
    BundleIndex index = BundleIndex.read(prefix);
    boolean isFinite = true;
    try (var data = new BundleData(prefix, index.shards())) {
      for (String name : index.entries().keySet()) {
        for (BundleEntryProto entry : index.stored(name)) {
          var check = new ValueCheck(entry);
          data.read(name, entry, check);
          if (!check.isIntact()) {
            throw damaged(data.file(entry), "the checksum of " + name + " doesn't fit", null);
          }
          isFinite = isFinite && check.isFinite();
        }
      }
      return new CheckpointReader(
          prefix, index, isFinite, globalStep(index, data), ObjectGraph.of(index, data));
    }
  }

  private static OptionalLong globalStep(BundleIndex index, BundleData data) {
    BundleEntryProto entry = index.entries().get("global_step");
    if (entry == null || entry.getDtype() != DataType.DT_INT64 || entry.getSize() != Long.BYTES) {
      return OptionalLong.empty();
    }
    long[] step = new long[1];
    data.read("global_step", entry, piece -> step[0] = piece.getLong());
    return OptionalLong.of(step[0]);
  }

  /** {@return the checkpoint's files, without their endings} */
  public Path prefix() {
    return prefix;
  }

  /**
   * Reads the variables, to hash them.
   *
   * @return the variables, by name; one of several keys, as in Keras' exports, is there once
   * @throws CheckpointException if a file is gone meanwhile
   */
  public List<VariableInfo> variables() {
    List<VariableInfo> variables = new ArrayList<>();
    SortedMap<String, BundleEntryProto> entries = new TreeMap<>(index.entries());
    entries.keySet().removeAll(objects.copies());
    try (var data = new BundleData(prefix, index.shards())) {
      entries.forEach(
          (name, entry) -> {
            MessageDigest digest = Sha256.digest();
            index.pieces(name).forEach(piece -> data.read(name, piece, digest::update));
            String dtype = TensorSpec.name(entry.getDtype());
            variables.add(new VariableInfo(name, dtype, shape(entry), Sha256.hex(digest)));
          });
    }
    return variables;
  }

  /**
   * Returns the keys of a TensorFlow 2 checkpoint or SavedModel by the names that the variables
   * have in Python, such as {@code variables/0/.ATTRIBUTES/VARIABLE_VALUE} of {@code
   * sequential/conv2d/kernel}. Slots of optimizers aren't among them.
   *
   * @return the keys, which are what {@link #variables} calls names; empty for other checkpoints
   */
  public SortedMap<String, String> keysByName() {
    return Collections.unmodifiableSortedMap(objects.keys());
  }

  /** Returns the names of several variables each, and what {@link #keysByName} calls these. */
  SortedMap<String, List<String>> ambiguousNames() {
    return objects.ambiguous();
  }

  /** {@return the shapes of the variables, by name} */
  public SortedMap<String, List<Long>> shapes() {
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    index.entries().forEach((name, entry) -> shapes.put(name, shape(entry)));
    return shapes;
  }

  /**
   * Reads a variable's values: {@code tf.train.load_variable}.
   *
   * @param name of a variable of the type float32
   * @return the values, the last dimension varying fastest
   * @throws IllegalArgumentException if the checkpoint has no float32 variable of this name, or it
   *     has more values than an array
   * @throws CheckpointException if a file is gone meanwhile
   */
  public float[] floats(String name) {
    BundleEntryProto entry = index.entries().get(name);
    if (entry == null || entry.getDtype() != DataType.DT_FLOAT) {
      throw new IllegalArgumentException(
          "name (%s) must be one of the float32 variables of %s".formatted(name, kinds()));
    }
    long size = shape(entry).contains(0L) ? 0 : shape(entry).stream().reduce(1L, (a, b) -> a * b);
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "name (%s) must be a variable that an array can hold, but has the shape %s"
              .formatted(name, shape(entry)));
    }
    FloatBuffer values = FloatBuffer.allocate((int) size);
    try (var data = new BundleData(prefix, index.shards())) {
      for (BundleEntryProto stored : index.pieces(name)) {
        data.read(name, stored, piece -> values.put(piece.asFloatBuffer()));
      }
    }
    return values.array();
  }

  /**
   * Returns the number of steps that led to the checkpoint.
   *
   * @return the global step
   * @throws CheckpointException if it has no {@code global_step}
   */
  public long globalStep() {
    return globalStep.orElseThrow(
        () ->
            new CheckpointException(
                "Checkpoint %s has no variable global_step (int64): was it made by an estimator?"
                    .formatted(prefix)));
  }

  /**
   * Checks how many steps the checkpoint has counted, if it counts any.
   *
   * @throws CheckpointException if it is another number
   */
  void requireGlobalStep(long expected) {
    if (globalStep.isPresent() && globalStep.getAsLong() != expected) {
      throw new CheckpointException(
          "its global_step is %d, but must be %d: the train op must move global_step by one in each step."
              .formatted(globalStep.getAsLong(), expected));
    }
  }

  /**
   * Returns how many steps led to the checkpoint, if it says.
   *
   * @return the value of {@code global_step}; none of a checkpoint that no estimator wrote
   */
  public OptionalLong findGlobalStep() {
    return globalStep;
  }

  /** Returns the type and shape of each variable, such as {@code float32 [5, 5, 1, 32]}. */
  SortedMap<String, String> kinds() {
    SortedMap<String, String> kinds = new TreeMap<>();
    index.entries().forEach((name, entry) -> kinds.put(name, kind(entry.getDtype(), shape(entry))));
    return kinds;
  }

  /** The types of some of the variables, in that order. */
  List<DataType> dtypes(Collection<String> names) {
    return names.stream().map(name -> index.entries().get(name).getDtype()).toList();
  }

  static String kind(DataType dtype, List<Long> shape) {
    return TensorSpec.name(dtype) + " " + shape;
  }

  /** {@return whether all floats are finite} */
  public boolean isFinite() {
    return isFinite;
  }

  static List<Long> shape(BundleEntryProto entry) {
    return entry.getShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }

  static CheckpointException damaged(Path file, String what, Throwable cause) {
    return new CheckpointException(
        "The checkpoint file %s is damaged: %s; restore it from a copy."
            .formatted(file, Excerpt.of(what)),
        cause);
  }

  static CheckpointException unreadable(Path file, IOException cause) {
    return new CheckpointException(
        "Can't read the checkpoint file %s: %s; restore it from a copy."
            .formatted(file, AtomicFiles.reason(cause)),
        cause);
  }
}
