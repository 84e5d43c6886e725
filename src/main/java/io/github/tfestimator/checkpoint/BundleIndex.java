package io.github.tfestimator.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
 * @param sliced the variables that are kept in slices, by name
 */
record BundleIndex(
    Path file,
    int shards,
    SortedMap<String, BundleEntryProto> entries,
    Map<String, SlicedVariable> sliced) {

  /** Reads the index of a checkpoint. */
  static BundleIndex read(Path prefix) {
    Path file = CheckpointFiles.withSuffix(prefix, ".index");
    BundleHeaderProto header = BundleHeaderProto.getDefaultInstance();
    SortedMap<String, BundleEntryProto> entries = new TreeMap<>();
    SortedMap<String, BundleEntryProto> slices = new TreeMap<>();
    for (Map.Entry<String, ByteBuffer> row : TableReader.read(file, bytes(file)).entrySet()) {
      try {
        if (row.getKey().isEmpty()) {
          header = BundleHeaderProto.parseFrom(row.getValue());
        } else if (SliceKeys.isOne(row.getKey())) {
          slices.put(row.getKey(), BundleEntryProto.parseFrom(row.getValue()));
        } else {
          entries.put(utf8(row.getKey()), BundleEntryProto.parseFrom(row.getValue()));
        }
      } catch (InvalidProtocolBufferException e) {
        throw CheckpointReader.damaged(file, "an entry can't be read", e);
      }
    }
    check(file, header, entries);
    check(file, header, slices);
    EntryPlaces.requireApart(file, entries.values(), slices.values());
    Map<String, SlicedVariable> sliced = new HashMap<>();
    entries.forEach(
        (name, entry) -> {
          if (entry.getSlicesCount() > 0) {
            sliced.put(name, SlicedVariable.of(file, name, entry, slices));
          }
        });
    return new BundleIndex(
        file, header.getNumShards(), Collections.unmodifiableSortedMap(entries), sliced);
  }

  /** Returns what has a checksum of a variable: the variable, or each of its slices. */
  List<BundleEntryProto> stored(String name) {
    SlicedVariable slices = sliced.get(name);
    return slices == null ? List.of(entries.get(name)) : slices.slices();
  }

  /** Returns where the values of a variable are, in the order of its elements. */
  List<BundleEntryProto> pieces(String name) {
    SlicedVariable slices = sliced.get(name);
    return slices == null ? List.of(entries.get(name)) : slices.pieces();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
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
          if (entry.getShardId() < 0
              || entry.getShardId() >= header.getNumShards()
              || entry.getOffset() < 0
              || entry.getSize() < 0) {
            throw CheckpointReader.damaged(file, "the place of " + name + " is impossible", null);
          }
          EntryPlaces.requireShape(file, name, entry);
        });
  }

  private static ByteBuffer bytes(Path file) {
    try {
      return ByteBuffer.wrap(BoundedFiles.readRegular(file));
    } catch (IOException e) {
      throw CheckpointReader.unreadable(file, e);
    }
  }
}
