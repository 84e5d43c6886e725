package io.github.tfestimator.layers;

import java.util.Arrays;

/** The rules of optimizers in plain Java and double precision, from their papers. */
final class NaiveOptimizers {
  private NaiveOptimizers() {}

  /** Moves all weights of a model once. */
  interface Rule {
    /**
     * Moves the weights by one step.
     *
     * @param step from 1 on
     */
    void move(double[] weights, double[] gradient, int step);
  }

  /** The weights of {@link DenseRegression}, kernel and then bias, after some steps. */
  static double[] after(int steps, Rule rule) {
    double[] weights = new double[8];
    for (int i = 0; i < 6; i++) {
      weights[i] = DenseRegression.kernel()[i];
    }
    weights[6] = DenseRegression.bias()[0];
    weights[7] = DenseRegression.bias()[1];
    for (int step = 1; step <= steps; step++) {
      rule.move(weights, gradient(weights), step);
    }
    return weights;
  }

  /** Of the mean over examples and outputs of (x * kernel + bias - target)^2. */
  static double[] gradient(double[] weights) {
    float[] x = DenseRegression.inputs();
    float[] targets = DenseRegression.targets();
    double[] gradient = new double[8];
    for (int e = 0; e < 4; e++) {
      for (int o = 0; o < 2; o++) {
        double output = weights[6 + o];
        for (int i = 0; i < 3; i++) {
          output += x[e * 3 + i] * weights[i * 2 + o];
        }
        double slope = 2 * (output - targets[e * 2 + o]) / 8;
        for (int i = 0; i < 3; i++) {
          gradient[i * 2 + o] += slope * x[e * 3 + i];
        }
        gradient[6 + o] += slope;
      }
    }
    return gradient;
  }

  static Rule descent(double rate) {
    return (w, g, step) -> {
      for (int i = 0; i < w.length; i++) {
        w[i] -= rate * g[i];
      }
    };
  }

  static Rule momentum(double rate, double momentum, boolean isNesterov) {
    double[] a = new double[8];
    return (w, g, step) -> {
      for (int i = 0; i < w.length; i++) {
        a[i] = momentum * a[i] + g[i];
        w[i] -= rate * (isNesterov ? g[i] + momentum * a[i] : a[i]);
      }
    };
  }

  /** Takes a part of each weight of the kernel, not of the bias, before another rule's move. */
  static Rule decayed(double part, Rule rule) {
    return (w, g, step) -> {
      for (int i = 0; i < 6; i++) {
        w[i] -= part * w[i];
      }
      rule.move(w, g, step);
    };
  }

  static Rule adam(double rate, double beta1, double beta2, double epsilon) {
    double[] m = new double[8];
    double[] v = new double[8];
    return (w, g, step) -> {
      double corrected = rate * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
      for (int i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        w[i] -= corrected * m[i] / (Math.sqrt(v[i]) + epsilon);
      }
    };
  }

  static Rule adagrad(double rate, double initial) {
    double[] a = new double[8];
    Arrays.fill(a, initial);
    return (w, g, step) -> {
      for (int i = 0; i < w.length; i++) {
        a[i] += g[i] * g[i];
        w[i] -= rate * g[i] / Math.sqrt(a[i]);
      }
    };
  }

  static Rule rmsProp(double rate, double decay, double momentum, double epsilon) {
    double[] s = new double[8];
    Arrays.fill(s, 1);
    double[] a = new double[8];
    return (w, g, step) -> {
      for (int i = 0; i < w.length; i++) {
        s[i] = decay * s[i] + (1 - decay) * g[i] * g[i];
        a[i] = momentum * a[i] + rate * g[i] / Math.sqrt(s[i] + epsilon);
        w[i] -= a[i];
      }
    };
  }

  /** Descent along gradients that are scaled down to a norm: all as one, or kernel and bias. */
  static Rule clipped(double rate, double norm, boolean asOne) {
    return (w, g, step) -> {
      double[] kernel = Arrays.copyOfRange(g, 0, 6);
      double[] bias = Arrays.copyOfRange(g, 6, 8);
      for (int i = 0; i < w.length; i++) {
        double length = norm(asOne ? g : i < 6 ? kernel : bias);
        w[i] -= rate * g[i] * Math.min(1, norm / length);
      }
    };
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }
}
