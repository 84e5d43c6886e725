package io.github.tfestimator.peers;

/** The network's and the data's sizes, and how fast it learns. */
final class Sizes {
  static final int SIDE = 28;
  static final int WIDTH = SIDE * SIDE;
  static final int WINDOW = 5;
  static final int FILTERS1 = 32;
  static final int FILTERS2 = 36;
  static final int FLAT = SIDE / 4 * (SIDE / 4) * FILTERS2;
  static final int UNITS = 1764;
  static final int CLASSES = 10;
  static final float DROPOUT = 0.4f;
  static final float LEARNING_RATE = 0.001f;
  static final int TRAINING_IMAGES = 56_000;
  static final int TRAINING_BATCH = 100;
  static final int EVALUATION_BATCH = 128;
  static final int EVALUATION_IMAGES = 10_000;

  private Sizes() {}
}
