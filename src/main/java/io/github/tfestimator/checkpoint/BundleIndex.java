package io.github.tfestimator.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;

/**
 * The index of a checkpoint: of each variable its type, shape, place and checksum.
 *
 * @param file the file {@code PREFIX.index}
 * @param shards how many files hold the values
 * @param entries by variable's name
 */
record BundleIndex(Path file, int shards, SortedMap<String, BundleEntryProto> entries) {

  /** Reads the index of a checkpoint. */
  static BundleIndex read(Path prefix) {
    Path file = CheckpointFiles.withSuffix(prefix, ".index");
    BundleHeaderProto header = BundleHeaderProto.getDefaultInstance();
    SortedMap<String, BundleEntryProto> entries = new TreeMap<>();
    for (Map.Entry<String, ByteBuffer> row : TableReader.read(file, bytes(file)).entrySet()) {
      try {
        if (row.getKey().isEmpty()) {
          header = BundleHeaderProto.parseFrom(row.getValue());
        } else {
          entries.put(row.getKey(), BundleEntryProto.parseFrom(row.getValue()));
        }
      } catch (InvalidProtocolBufferException e) {
        throw CheckpointReader.damaged(file, "an entry can't be read", e);
      }
    }
    check(file, header, entries);
    return new BundleIndex(file, header.getNumShards(), Collections.unmodifiableSortedMap(entries));
  }

  private static void check(
      Path file, BundleHeaderProto header, SortedMap<String, BundleEntryProto> entries) {
    if (header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
      throw new CheckpointException(
          "%s is big-endian; only little-endian checkpoints can be read: save it on such a machine"
              .formatted(file));
    }
    entries.forEach(
        (name, entry) -> {
          if (entry.getSlicesCount() > 0) {
            throw new CheckpointException(
                "%s has the variable %s in %d slices, as Python's partitioned variables are; save it whole"
                    .formatted(file, name, entry.getSlicesCount()));
          }
          if (entry.getShardId() < 0
              || entry.getShardId() >= header.getNumShards()
              || entry.getOffset() < 0
              || entry.getSize() < 0) {
            throw CheckpointReader.damaged(file, "the place of " + name + " is impossible", null);
          }
        });
  }

  private static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw CheckpointReader.unreadable(file, e);
    }
  }
}
