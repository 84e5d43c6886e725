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
    Optimizer of(LearningRate rate, float momentum) {
      return new GradientDescentOptimizer(rate);
    }
  },

  /** Gradient descent with momentum. */
  MOMENTUM {
    @Override
    Optimizer of(LearningRate rate, float momentum) {
      return new MomentumOptimizer(rate, momentum);
    }
  },

  /** Gradient descent with Nesterov's momentum. */
  NESTEROV {
    @Override
    Optimizer of(LearningRate rate, float momentum) {
      return new MomentumOptimizer(rate, momentum).withNesterov();
    }
  },

  /** Adam, whose first beta is the momentum. */
  ADAM {
    @Override
    Optimizer of(LearningRate rate, float momentum) {
      return new AdamOptimizer(rate, momentum, 0.999f, 1e-8f);
    }
  };

  /** {@return the momentum unless told otherwise: 0.9, for gradient descent 0} */
  public float defaultMomentum() {
    return this == SGD ? 0 : 0.9f;
  }

  abstract Optimizer of(LearningRate rate, float momentum);
}
