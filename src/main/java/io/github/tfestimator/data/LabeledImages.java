package io.github.tfestimator.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pictures with a label each. Immutable.
 *
 * @param images the pictures
 * @param labels the class of each picture, from 0
 */
public record LabeledImages(Images images, int[] labels) {

  /**
   * Pairs pictures with labels.
   *
   * @throws IllegalArgumentException if their numbers differ
   */
  public LabeledImages {
    if (images.size() != labels.length) {
      throw new IllegalArgumentException(
          "%d pictures but %d labels".formatted(images.size(), labels.length));
    }
  }

  /**
   * @return how many pictures there are
   */
  public int size() {
    return labels.length;
  }

  /**
   * @param pictures which pictures, in which order
   * @return those pictures with their labels
   */
  public LabeledImages select(int[] pictures) {
    return new LabeledImages(
        images.select(pictures), Arrays.stream(pictures).map(i -> labels[i]).toArray());
  }

  /**
   * @param others pictures of the same size
   * @return these pictures, then those
   */
  LabeledImages then(LabeledImages others) {
    return new LabeledImages(
        images.then(others.images),
        IntStream.concat(Arrays.stream(labels), Arrays.stream(others.labels)).toArray());
  }
}
