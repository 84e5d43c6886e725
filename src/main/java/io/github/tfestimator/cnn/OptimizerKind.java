package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.layers.MomentumOptimizer;
import io.github.tfestimator.layers.Optimizer;

/** An optimizer that the network can be trained with. */
public enum OptimizerKind {
  /** Gradient descent, the tutorial's. */
  SGD {
    @Override
    Optimizer of(LearningRate rate, float momentum, float beta2) {
      return new GradientDescentOptimizer(rate);
    }
  },

  /** Gradient descent with momentum. */
  MOMENTUM {
    @Override
    Optimizer of(LearningRate rate, float momentum, float beta2) {
      return new MomentumOptimizer(rate, momentum);
    }
  },

  /** Gradient descent with Nesterov's momentum. */
  NESTEROV {
    @Override
    Optimizer of(LearningRate rate, float momentum, float beta2) {
      return new MomentumOptimizer(rate, momentum).withNesterov();
    }
  },

  /** Adam, whose first beta is the momentum. */
  ADAM {
    @Override
    Optimizer of(LearningRate rate, float momentum, float beta2) {
      return new AdamOptimizer(rate, momentum, beta2, 1e-8f);
    }
  };

  /** {@return the momentum unless told otherwise: 0.9, for gradient descent 0} */
  public float defaultMomentum() {
    return this == SGD ? 0 : 0.9f;
  }

  /** {@return the beta2 unless told otherwise: for Adam 0.999, for others 0} */
  public float defaultBeta2() {
    return this == ADAM ? 0.999f : 0;
  }

  abstract Optimizer of(LearningRate rate, float momentum, float beta2);
}
