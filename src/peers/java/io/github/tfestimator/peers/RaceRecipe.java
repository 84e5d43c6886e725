package io.github.tfestimator.peers;

/** The ways in which a network is trained in a race, by Adam with its usual first beta. */
public enum RaceRecipe {
  /** The project's recipe {@code fast}, of docs/recipes.md. */
  FAST(100, 600, 0.2f, new Adam(0.003, 0.9, 50, 900), 0, true, 430),
  /** The project's recipe {@code sprint}, of the same page, for its smaller network. */
  SPRINT(100, 640, 0.2f, new Adam(0.005, 0.9, 50, 960), 0, true, 460),
  /** DJL's TrainMnist: two passes at the rate that DJL's training has by default. */
  DJL_EXAMPLE(32, passes(2, 32), Sizes.DROPOUT, Adam.constant(0.001), 0, false, 0),
  /** DL4J's MNISTCNN of SameDiff: four passes. */
  SAMEDIFF_EXAMPLE(32, passes(4, 32), Sizes.DROPOUT, Adam.constant(0.001), 1e-4, false, 0);

  private final int batch;
  private final int steps;
  private final float dropout;
  private final Adam adam;
  private final double l2;
  private final boolean isShifted;
  private final int averageFrom;

  RaceRecipe(
      int batch,
      int steps,
      float dropout,
      Adam adam,
      double l2,
      boolean isShifted,
      int averageFrom) {
    this.batch = batch;
    this.steps = steps;
    this.dropout = dropout;
    this.adam = adam;
    this.l2 = l2;
    this.isShifted = isShifted;
    this.averageFrom = averageFrom;
  }

  /**
   * Adam's second beta and its learning rate over the steps of a training.
   *
   * @param peak the rate without warm-up and decay
   * @param beta2 which part of the mean of the squares of gradients is kept
   * @param warmUp in how many steps it rises from 0; 0 for none
   * @param decay in how many steps it falls to 0 in a line; 0 for none
   */
  record Adam(double peak, double beta2, int warmUp, int decay) {
    static Adam constant(double rate) {
      return new Adam(rate, 0.999, 0, 0);
    }

    /** Returns the rate of the step after so many others. */
    double rateAfter(int steps) {
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
    return adam.rateAfter(steps);
  }

  /** {@return which part of the mean of the squares of gradients Adam keeps} */
  public double beta2() {
    return adam.beta2();
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
