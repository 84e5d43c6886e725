package io.github.tfestimator.benchmark;

import java.util.Locale;

/** An enum's constant with a label for reports. */
public interface Labeled {
  /** Returns the constant's name, the key in JSON. */
  String name();

  /** Returns the heading in text: by default the name in lower case, with spaces. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
