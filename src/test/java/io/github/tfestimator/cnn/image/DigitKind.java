package io.github.tfestimator.cnn.image;

import java.util.Arrays;
import java.util.List;

/**
 * A kind of images of digits, as people draw, scan and photograph them.
 *
 * @param name what it is called in tables
 * @param group how it is compared
 * @param polarities whether ink is light, for each of those that the kind has
 * @param drawing draws it
 */
record DigitKind(String name, Group group, List<Boolean> polarities, Drawing drawing) {
  enum Group {
    /** Of the table by which fitting was asked for. */
    TABLE,
    /** Others. */
    OWN,
    /** Leaning digits, which fitting leaves so. */
    TILTED,
    /** Digits of the computer's fonts. */
    TYPED
  }

  /** Makes an image file. */
  interface Drawing {
    byte[] file(DrawnDigit digit);
  }

  /** A kind of light ink on dark and dark ink on light. */
  static DigitKind both(String name, Group group, Drawing drawing) {
    return new DigitKind(name, group, List.of(false, true), drawing);
  }

  static DigitKind dark(String name, Group group, Drawing drawing) {
    return new DigitKind(name, group, List.of(false), drawing);
  }

  static DigitKind light(String name, Group group, Drawing drawing) {
    return new DigitKind(name, group, List.of(true), drawing);
  }

  /** Tells whether a network that knows MNIST's digits alone can be asked to know these. */
  boolean isMnistLike() {
    return group == Group.TABLE || group == Group.OWN;
  }

  /** Draws a digit, as the name and the digit decide. */
  byte[] file(byte[] pixels, int label, boolean isLight) {
    long seed = 31L * name.hashCode() + Arrays.hashCode(pixels) + (isLight ? 1 : 0);
    return drawing.file(DrawnDigit.of(pixels, label, isLight, seed));
  }

  @Override
  public String toString() {
    return name;
  }
}
