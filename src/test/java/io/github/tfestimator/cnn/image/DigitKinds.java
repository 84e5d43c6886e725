package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.stream.Stream;

/** All kinds of images of digits. */
final class DigitKinds {
  private DigitKinds() {}

  static List<DigitKind> all() {
    return Stream.of(TableKinds.all(), OwnKinds.all(), PhotoKinds.all())
        .flatMap(List::stream)
        .toList();
  }
}
