package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.io.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images of a data set that are equal in every pixel. */
final class Duplicates {
  /** Images that are read on demand must be decoded, which takes longer than the rest. */
  private static final int MAX_ON_DEMAND = 20_000;

  /**
   * An image of a data set.
   *
   * @param isTest whether it is of the test set
   * @param index its place there
   * @param label its class
   */
  record Place(boolean isTest, int index, int label) {}

  private final List<List<Place>> groups;
  private final boolean isComplete;

  private Duplicates(List<List<Place>> groups, boolean isComplete) {
    this.groups = groups;
    this.isComplete = isComplete;
  }

  /** Compares all images, or none if they are too many to decode. */
  static Duplicates in(DataSplit data) {
    int train = data.train().size();
    int all = train + data.test().size();
    if (data.train().images().isReadOnDemand() && all > MAX_ON_DEMAND) {
      return new Duplicates(List.of(), false);
    }
    long[] hashes = new long[all];
    for (int i = 0; i < all; i++) {
      hashes[i] =
          i < train ? hash(data.train().images(), i) : hash(data.test().images(), i - train);
    }
    long[] sorted = hashes.clone();
    Arrays.sort(sorted);
    Map<Long, List<Place>> groups = new TreeMap<>();
    for (int i = 1; i < all; i++) {
      if (sorted[i] == sorted[i - 1]) {
        groups.put(sorted[i], new ArrayList<>());
      }
    }
    for (int i = 0; i < all && !groups.isEmpty(); i++) {
      List<Place> group = groups.get(hashes[i]);
      if (group != null) {
        boolean isTest = i >= train;
        int index = isTest ? i - train : i;
        int label = (isTest ? data.test() : data.train()).labels()[index];
        group.add(new Place(isTest, index, label));
      }
    }
    return new Duplicates(List.copyOf(groups.values()), true);
  }

  /** Returns 64 bits of an image's SHA-256: enough for as many images as fit a disk. */
  private static long hash(Images images, int index) {
    return ByteBuffer.wrap(Sha256.digest().digest(images.image(index))).getLong();
  }

  /** Returns the groups of equal images: those of several labels first, then across the sets. */
  List<List<Place>> groups() {
    return groups.stream().sorted((a, b) -> Integer.compare(weight(b), weight(a))).toList();
  }

  private static int weight(List<Place> group) {
    return (hasSeveralLabels(group) ? 2 : 0) + (isAcross(group) ? 1 : 0);
  }

  static boolean hasSeveralLabels(List<Place> group) {
    return group.stream().map(Place::label).distinct().count() > 1;
  }

  /** Tells whether a group has images of both sets, so that the test is no test for them. */
  static boolean isAcross(List<Place> group) {
    return group.stream().map(Place::isTest).distinct().count() > 1;
  }

  /** Tells whether the images were compared. */
  boolean isComplete() {
    return isComplete;
  }
}
