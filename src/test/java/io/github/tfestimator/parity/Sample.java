package io.github.tfestimator.parity;

/**
 * A sample of a variable or its gradient: of a small one all values, of a large one values at
 * hashed places; and of all values the sum and the norms L1 and L2.
 */
record Sample(float[] values, double[] sums) {
  private static final int WHOLE = 1000;
  private static final int SAMPLED = 300;

  static Sample of(String variable, float[] all) {
    float[] values = all;
    if (all.length > WHOLE) {
      values = new float[SAMPLED];
      for (int i = 0; i < SAMPLED; i++) {
        long place = Formula.hash(1000 + Formula.VARIABLES.indexOf(variable), i) % all.length;
        values[i] = all[(int) place];
      }
    }
    double sum = 0;
    double absolutes = 0;
    double squares = 0;
    for (float value : all) {
      sum += value;
      absolutes += Math.abs(value);
      squares += (double) value * value;
    }
    return new Sample(values, new double[] {sum, absolutes, Math.sqrt(squares)});
  }
}
