package io.github.tfestimator.checkpoint;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;

/**
 * The checks of the places that an index gives its variables: a few bytes of a damaged or hostile
 * index can claim shapes of any size, or the same values again and again.
 */
final class EntryPlaces {
  private EntryPlaces() {}

  /** Returns the bytes of an element; 0 of types whose elements have no fixed size. */
  static int elementSize(DataType dtype) {
    return switch (dtype) {
      case DT_BOOL, DT_INT8, DT_UINT8, DT_QINT8, DT_QUINT8 -> 1;
      case DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16, DT_HALF, DT_BFLOAT16 -> 2;
      case DT_INT32, DT_UINT32, DT_QINT32, DT_FLOAT -> 4;
      case DT_INT64, DT_UINT64, DT_DOUBLE, DT_COMPLEX64 -> 8;
      case DT_COMPLEX128 -> 16;
      default -> 0;
    };
  }

  /**
   * Checks that a shape has as many elements as there are values.
   *
   * @throws CheckpointException if the index is damaged
   */
  static void requireShape(Path file, String name, BundleEntryProto entry) {
    List<Long> shape = CheckpointReader.shape(entry);
    int elementSize = elementSize(entry.getDtype());
    boolean isOwnValue = entry.getSlicesCount() == 0 && elementSize > 0;
    boolean isShape = shape.stream().allMatch(side -> side >= 0);
    if (!isShape || isOwnValue && bytes(shape, elementSize) != entry.getSize()) {
      throw CheckpointReader.damaged(
          file,
          "%s has %d bytes, which are no %s"
              .formatted(name, entry.getSize(), CheckpointReader.kind(entry.getDtype(), shape)),
          null);
    }
  }

  /** Returns the bytes of a shape; -1 if they are more than any file has. */
  private static long bytes(List<Long> shape, int elementSize) {
    if (shape.contains(0L)) {
      return 0;
    }
    long bytes = elementSize;
    for (long side : shape) {
      if (bytes > Long.MAX_VALUE / side) {
        return -1;
      }
      bytes *= side;
    }
    return bytes;
  }

  /**
   * Checks that no values are within others, so that reading all takes no longer than the files
   * are.
   *
   * @throws CheckpointException if the index is damaged
   */
  static void requireApart(
      Path file, Collection<BundleEntryProto> entries, Collection<BundleEntryProto> slices) {
    List<BundleEntryProto> placed =
        Stream.concat(entries.stream(), slices.stream())
            .filter(entry -> entry.getSize() > 0)
            .sorted(
                Comparator.comparingInt(BundleEntryProto::getShardId)
                    .thenComparingLong(BundleEntryProto::getOffset))
            .toList();
    for (int i = 1; i < placed.size(); i++) {
      BundleEntryProto before = placed.get(i - 1);
      BundleEntryProto after = placed.get(i);
      if (before.getShardId() == after.getShardId()
          && before.getSize() > after.getOffset() - before.getOffset()) {
        throw CheckpointReader.damaged(file, "two variables have the same place", null);
      }
    }
  }
}
