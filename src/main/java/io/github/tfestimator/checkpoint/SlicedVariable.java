package io.github.tfestimator.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/**
 * A variable that is kept in slices along one of its axes, as Python's partitioned variables are.
 *
 * @param slices in the order of the axis
 * @param before the number of elements of the axes before the sliced one, all together
 */
record SlicedVariable(List<BundleEntryProto> slices, long before) {
  private record Slice(long start, long length, BundleEntryProto entry) {}

  /**
   * Finds the slices of a variable.
   *
   * @param all the entries of all slices, by key
   * @throws CheckpointException if slices are missing or don't fit, or are along several axes
   */
  static SlicedVariable of(
      Path file, String name, BundleEntryProto variable, Map<String, BundleEntryProto> all) {
    List<Long> shape = CheckpointReader.shape(variable);
    int axis = axis(file, name, variable, shape);
    List<Slice> slices = new ArrayList<>();
    for (TensorSliceProto slice : variable.getSlicesList()) {
      BundleEntryProto entry = all.get(SliceKeys.of(name, slice));
      if (entry == null || start(slice, axis) < 0 || !fits(entry, slice, variable, shape)) {
        throw CheckpointReader.damaged(
            file, "a slice of " + name + " is missing or has another shape", null);
      }
      slices.add(
          new Slice(
              start(slice, axis), length(slice, axis, axis < 0 ? 1 : shape.get(axis)), entry));
    }
    slices.sort(Comparator.comparingLong(Slice::start));
    long end = 0;
    for (Slice slice : slices) {
      end = slice.start() == end ? end + slice.length() : -1;
    }
    long size = axis < 0 ? 1 : shape.get(axis);
    if (end != size) {
      throw new CheckpointException(
          "%s has only some slices of the variable %s, along axis %d of %s: save all of them into one checkpoint."
              .formatted(file, name, Math.max(axis, 0), shape));
    }
    long before = 1;
    for (int i = 0; i < axis; i++) {
      before *= shape.get(i);
    }
    return new SlicedVariable(slices.stream().map(Slice::entry).toList(), before);
  }

  /** Returns the pieces of the files that hold the variable, in the order of its elements. */
  List<BundleEntryProto> pieces() {
    List<BundleEntryProto> pieces = new ArrayList<>();
    boolean isEmpty = slices.stream().allMatch(slice -> slice.getSize() == 0);
    for (long i = 0; i < (isEmpty ? 0 : before); i++) {
      for (BundleEntryProto slice : slices) {
        long size = slice.getSize() / before;
        pieces.add(slice.toBuilder().setOffset(slice.getOffset() + i * size).setSize(size).build());
      }
    }
    return pieces;
  }

  /** The axis along which there are slices; -1 if there is one slice, of all elements. */
  private static int axis(Path file, String name, BundleEntryProto variable, List<Long> shape) {
    int axis = -1;
    for (TensorSliceProto slice : variable.getSlicesList()) {
      for (int i = 0; i < shape.size(); i++) {
        if (start(slice, i) == 0 && length(slice, i, shape.get(i)) == shape.get(i)) {
          continue;
        }
        if (axis >= 0 && axis != i || EntryPlaces.elementSize(variable.getDtype()) == 0) {
          throw new CheckpointException(
              "%s has the variable %s in slices along several axes or of no numbers, which can't be read: save it whole."
                  .formatted(file, name));
        }
        axis = i;
      }
    }
    return axis;
  }

  private static boolean fits(
      BundleEntryProto entry, TensorSliceProto slice, BundleEntryProto variable, List<Long> shape) {
    List<Long> lengths = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      lengths.add(length(slice, i, shape.get(i)));
    }
    return entry.getDtype() == variable.getDtype()
        && entry.getShape().getDimList().stream()
            .map(TensorShapeProto.Dim::getSize)
            .toList()
            .equals(lengths);
  }

  private static long start(TensorSliceProto slice, int axis) {
    return axis >= 0 && axis < slice.getExtentCount() ? slice.getExtent(axis).getStart() : 0;
  }

  private static long length(TensorSliceProto slice, int axis, long whole) {
    return axis >= 0 && axis < slice.getExtentCount() && slice.getExtent(axis).hasLength()
        ? slice.getExtent(axis).getLength()
        : whole;
  }
}
