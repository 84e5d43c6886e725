package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;

/** The loss with TensorFlow's own gradients and optimizers, where no other test ran before. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "gradients can't be registered there")
@Tag("medium")
class FreshJvmGradientTest {

  @Test
  void anybodyCanDifferentiateTheLoss() throws Exception {
    try (var child = ChildProcess.java(Differentiation.class)) {
      assertThat(child.exitCode()).as(String.join("\n", child.lines())).isZero();
      assertThat(child.linesWith("[-0.5, 0.5]")).hasSize(1);
    }
  }

  @Test
  void theFrameworksOptimizerTrainsTheLoss() throws Exception {
    try (var child = ChildProcess.java(FrameworkTraining.class)) {
      assertThat(child.exitCode()).as(String.join("\n", child.lines())).isZero();
      assertThat(child.linesWith("[0.5, -0.5]")).hasSize(1);
    }
  }

  static final class Differentiation {
    public static void main(String[] args) {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        var logits = tf.constant(new float[][] {{1, 1}});
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(0), logits);
        var gradient = Gradients.create(tf.scope(), loss, List.of(logits)).dy(0);
        try (Session session = new Session(graph)) {
          System.out.println(Arrays.toString(Tensors.floats(session, gradient)));
        }
      }
    }
  }

  static final class FrameworkTraining {
    public static void main(String[] args) {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        var logits = tf.variable(tf.constant(new float[][] {{0, 0}}));
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(0), logits);
        var step = new GradientDescent(graph, 1).minimize(loss);
        try (Session session = new Session(graph)) {
          session.initialize();
          session.runner().addTarget(step).run().close();
          System.out.println(Arrays.toString(Tensors.floats(session, logits)));
        }
      }
    }
  }
}
