package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A variable and the gradient of a loss with respect to it.
 *
 * @param gradient of the variable's shape
 * @param variable the variable
 */
public record GradientAndVariable(Operand<TFloat32> gradient, Variable<TFloat32> variable) {}
