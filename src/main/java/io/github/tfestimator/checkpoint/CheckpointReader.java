package io.github.tfestimator.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Crc32c;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Reads the variables of a checkpoint, or of a SavedModel's {@code variables/variables}, without
 * TensorFlow: {@code tf.train.load_checkpoint}. Opening it reads everything and compares every
 * checksum, so what is open is whole.
 *
 * <p>The format is TensorFlow's tensor bundle ({@code tensorflow/core/util/tensor_bundle}): {@code
 * PREFIX.index} is a table of names to shape, place and checksum, {@code
 * PREFIX.data-00000-of-00001} has the values, little-endian.
 */
public final class CheckpointReader {
  private final Path prefix;
  private final SortedMap<String, BundleEntryProto> entries;
  private final ByteBuffer data;

  private CheckpointReader(
      Path prefix, SortedMap<String, BundleEntryProto> entries, ByteBuffer data) {
    this.prefix = prefix;
    this.entries = entries;
    this.data = data;
  }

  /**
   * Reads the newest whole checkpoint of a model directory: {@code tf.train.latest_checkpoint}. One
   * that is damaged is passed over for the one before it, with a warning in the log.
   *
   * @param modelDir the directory
   * @return the checkpoint that the file {@code checkpoint} names, or the newest before it that is
   *     whole; none before the first one
   * @throws CheckpointException if there are checkpoints and none is whole; the message names a
   *     file
   */
  public static Optional<CheckpointReader> newestIn(Path modelDir) {
    return LatestIntactCheckpoint.in(modelDir).map(LatestIntactCheckpoint::checkpoint);
  }

  /**
   * Whether a model directory has a checkpoint, without reading it.
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
    Path index = CheckpointFiles.withSuffix(prefix, ".index");
    Path dataFile = CheckpointFiles.withSuffix(prefix, ".data-00000-of-00001");
    SortedMap<String, BundleEntryProto> entries = new TreeMap<>();
    for (Map.Entry<String, ByteBuffer> row : TableReader.read(index, bytes(index)).entrySet()) {
      try {
        if (row.getKey().isEmpty()) {
          checkHeader(index, BundleHeaderProto.parseFrom(row.getValue()));
        } else {
          entries.put(row.getKey(), BundleEntryProto.parseFrom(row.getValue()));
        }
      } catch (InvalidProtocolBufferException e) {
        throw damaged(index, "an entry can't be read", e);
      }
    }
    ByteBuffer data = bytes(dataFile).order(ByteOrder.LITTLE_ENDIAN);
    var reader = new CheckpointReader(prefix, entries, data);
    entries.forEach((name, entry) -> reader.check(dataFile, name, entry));
    return reader;
  }

  /**
   * @return the checkpoint's files, without their endings
   */
  public Path prefix() {
    return prefix;
  }

  /**
   * @return the variables, by name
   */
  public List<VariableInfo> variables() {
    return entries.entrySet().stream()
        .map(
            e ->
                new VariableInfo(
                    e.getKey(),
                    dtypeName(e.getValue().getDtype()),
                    shape(e.getValue()),
                    sha256(values(e.getValue()))))
        .toList();
  }

  /**
   * @return how many steps led to the checkpoint
   * @throws CheckpointException if it has no {@code global_step}
   */
  public long globalStep() {
    BundleEntryProto step = entries.get("global_step");
    if (step == null || step.getDtype() != DataType.DT_INT64 || step.getSize() != Long.BYTES) {
      throw new CheckpointException(
          "Checkpoint "
              + prefix
              + " has no variable global_step (int64): was it made by an estimator?");
    }
    return values(step).getLong();
  }

  /** What each variable is, such as {@code float32 [5, 5, 1, 32]}. */
  SortedMap<String, String> kinds() {
    SortedMap<String, String> kinds = new TreeMap<>();
    entries.forEach((name, entry) -> kinds.put(name, kind(entry.getDtype(), shape(entry))));
    return kinds;
  }

  /** The types of some of the variables, in that order. */
  List<DataType> dtypes(Collection<String> names) {
    return names.stream().map(name -> entries.get(name).getDtype()).toList();
  }

  static String kind(DataType dtype, List<Long> shape) {
    return dtypeName(dtype) + " " + shape;
  }

  /**
   * @return whether all floats are finite
   */
  public boolean isFinite() {
    return entries.values().stream().allMatch(entry -> isFinite(entry.getDtype(), values(entry)));
  }

  private static boolean isFinite(DataType dtype, ByteBuffer values) {
    boolean isDouble = dtype == DataType.DT_DOUBLE;
    if (!isDouble && dtype != DataType.DT_FLOAT) {
      return true;
    }
    while (values.hasRemaining()) {
      if (!Double.isFinite(isDouble ? values.getDouble() : values.getFloat())) {
        return false;
      }
    }
    return true;
  }

  private void check(Path file, String name, BundleEntryProto entry) {
    if (entry.getShardId() != 0
        || entry.getOffset() < 0
        || entry.getSize() < 0
        || entry.getOffset() > data.capacity() - entry.getSize()) {
      throw damaged(file, "it ends before the values of " + name, null);
    }
    if (Crc32c.masked(values(entry)) != entry.getCrc32C()) {
      throw damaged(file, "the checksum of " + name + " doesn't fit", null);
    }
  }

  private ByteBuffer values(BundleEntryProto entry) {
    return data.slice((int) entry.getOffset(), (int) entry.getSize()).order(data.order());
  }

  private static void checkHeader(Path index, BundleHeaderProto header) {
    if (header.getNumShards() != 1
        || header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
      throw new CheckpointException(
          "%s is in %d parts, %s-endian; only one part, little-endian, can be read"
              .formatted(
                  index,
                  header.getNumShards(),
                  header.getEndianness().name().toLowerCase(Locale.ROOT)));
    }
  }

  private static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CheckpointException(
          "Can't read the checkpoint file %s: %s; restore it from a copy."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  private static List<Long> shape(BundleEntryProto entry) {
    return entry.getShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }

  private static String dtypeName(DataType type) {
    return switch (type) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      default -> type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    };
  }

  private static String sha256(ByteBuffer bytes) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    return Sha256.hex(digest);
  }

  static CheckpointException damaged(Path file, String what, Throwable cause) {
    return new CheckpointException(
        "The checkpoint file %s is damaged: %s; restore it from a copy.".formatted(file, what),
        cause);
  }
}
