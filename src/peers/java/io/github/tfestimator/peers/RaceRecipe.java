package io.github.tfestimator.peers;

/** The ways in which a network is trained in a race, by Adam with its usual betas. */
public enum RaceRecipe {
  /** The project's recipe {@code fast}, of docs/recipes.md. */
  FAST(100, 700, 0.2f, new Rate(0.003, 50, 1_050), 0, true, 500),
  /** The project's recipe {@code sprint}, of the same page, for its smaller network. */
  SPRINT(100, 860, 0.2f, new Rate(0.005, 50, 1_290), 0, true, 620),
  /** DJL's TrainMnist: two passes at the rate that DJL's training has by default. */
  DJL_EXAMPLE(32, passes(2, 32), Sizes.DROPOUT, Rate.constant(0.001), 0, false, 0),
  /** DL4J's MNISTCNN of SameDiff: four passes. */
  SAMEDIFF_EXAMPLE(32, passes(4, 32), Sizes.DROPOUT, Rate.constant(0.001), 1e-4, false, 0);

  private final int batch;
  private final int steps;
  private final float dropout;
  private final Rate rate;
  private final double l2;
  private final boolean isShifted;
  private final int averageFrom;

  RaceRecipe(
      int batch,
      int steps,
      float dropout,
      Rate rate,
      double l2,
      boolean isShifted,
      int averageFrom) {
    this.batch = batch;
    this.steps = steps;
    this.dropout = dropout;
    this.rate = rate;
    this.l2 = l2;
    this.isShifted = isShifted;
    this.averageFrom = averageFrom;
  }

  /**
   * A learning rate over the steps of a training.
   *
   * @param peak the rate without warm-up and decay
   * @param warmUp in how many steps it rises from 0; 0 for none
   * @param decay in how many steps it falls to 0 in a line; 0 for none
   */
  record Rate(double peak, int warmUp, int decay) {
    static Rate constant(double rate) {
      return new Rate(rate, 0, 0);
    }

    /** Returns the rate of the step after so many others. */
    double after(int steps) {
      double risen = warmUp == 0 ? 1 : Math.min(1.0, (double) steps / warmUp);
      double left = decay == 0 ? 1 : 1 - Math.min(1.0, (double) steps / decay);
      return peak * risen * left;
    }
  }

  private static int passes(int passes, int batch) {
    return passes * (Sizes.TRAINING_IMAGES / batch);
  }

  /** {@return the images of a step} */
  public int batch() {
    return batch;
  }

  /** {@return the number of steps} */
  public int steps() {
    return steps;
  }

  /** {@return the part of the dense layer's units that a step leaves out} */
  public float dropout() {
    return dropout;
  }

  /**
   * Computes the learning rate.
   *
   * @param steps how many steps were taken before
   * @return the rate of the next one
   */
  public double rateAfter(int steps) {
    return rate.after(steps);
  }

  /** {@return the factor of the L2 regularization; 0 for none} */
  double l2() {
    return l2;
  }

  /** {@return whether each image is shifted by up to 2 pixels} */
  public boolean isShifted() {
    return isShifted;
  }

  /** {@return the step after which the mean of the weights begins; 0 for none} */
  public int averageFrom() {
    return averageFrom;
  }

  /** {@return how many steps the mean of the weights is of, after so many; 0 if it hasn't begun} */
  int averagedAfter(int steps) {
    return averageFrom == 0 ? 0 : Math.max(0, steps - averageFrom);
  }
}
