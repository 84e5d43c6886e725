package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Switches that hold for a whole process, each tried in a process of its own. */
@EnabledOnOs(OS.LINUX)
class ProcessSwitchesTest {
  @Test
  void sessionsSetWhatTheirConfigurationsSay() throws Exception {
    try (var child = ChildProcess.java(Switching.class)) {
      assertThat(child.exitCode()).as(String.join("\n", child.lines())).isZero();
      assertThat(child.linesWith("switches:"))
          .containsExactly(
              "switches: TF32 true, deterministic false",
              "switches: TF32 false, deterministic false",
              "switches: TF32 false, deterministic true",
              "switches: TF32 false, deterministic true");
    }
  }

  static final class Switching {
    public static void main(String[] args) {
      TensorFlow.version();
      SessionConfig.defaults().forNewSession();
      print();
      SessionConfig.defaults().withPrecision(Precision.FLOAT32).forNewSession();
      print();
      SessionConfig.defaults().withDeterministicOps().forNewSession();
      print();
      SessionConfig.defaults().forNewSession();
      print();
    }

    private static void print() {
      System.out.printf("switches: TF32 %s, deterministic %s%n", tf32(), isDeterministic());
    }

    /** TensorFlow refuses random ops without a seed, if they must be deterministic. */
    private static boolean isDeterministic() {
      try (Graph graph = new Graph();
          Session session = new Session(graph)) {
        Ops tf = Ops.create(graph);
        session.runner().fetch(tf.random.randomUniform(tf.array(2), TFloat32.class)).run().close();
        return false;
      } catch (TFInvalidArgumentException e) {
        return true;
      }
    }

    /** JavaCPP calls any function that returns an integer by this type; the callee reads none. */
    private static boolean tf32() {
      Pointer address = Loader.addressof("_ZN3tsl33tensor_float_32_execution_enabledEv");
      try (var pointer = new PointerPointer<Pointer>(2).put(0, address).put(1, (Pointer) null);
          var callable = new TFJ_GradFuncAdapter(pointer)) {
        return (callable.call(null, null, null, null, 0, null) & 1) == 1;
      }
    }
  }
}
