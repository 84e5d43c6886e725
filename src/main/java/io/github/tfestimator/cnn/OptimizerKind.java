package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Optimizer;

/** An optimizer that the network can be trained with. */
public enum OptimizerKind {
  /** Gradient descent, the tutorial's. */
  SGD {
    @Override
    Optimizer of(float learningRate) {
      return new GradientDescentOptimizer(learningRate);
    }
  },

  /** Adam with {@code tf.train.AdamOptimizer}'s other defaults. */
  ADAM {
    @Override
    Optimizer of(float learningRate) {
      return new AdamOptimizer(learningRate);
    }
  };

  abstract Optimizer of(float learningRate);
}
