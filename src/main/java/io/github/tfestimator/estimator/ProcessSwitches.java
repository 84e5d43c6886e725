package io.github.tfestimator.estimator;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.Deallocator_Pointer_long_Pointer;

/**
 * The switches of TensorFlow's runtime that Python sets for the whole process. No part of the C API
 * sets them, so this calls the C++ functions that Python calls, {@code
 * tsl::enable_tensor_float_32_execution} and {@code tsl::EnableOpDeterminism}, by their addresses.
 */
final class ProcessSwitches {
  private static final String TF32 = "_ZN3tsl32enable_tensor_float_32_executionEb";
  private static final String DETERMINISM = "_ZN3tsl19EnableOpDeterminismEb";

  private ProcessSwitches() {}

  static void disableTf32() {
    call(TF32, false, "TF32 can't be switched off: set NVIDIA_TF32_OVERRIDE=0 in the environment");
  }

  static void enableDeterministicOps() {
    call(
        DETERMINISM,
        true,
        "Deterministic ops can't be asked for: set TF_DETERMINISTIC_OPS=1 in the environment");
  }

  /** Calls a C++ function of one bool. */
  private static void call(String function, boolean on, String remedy) {
    TensorFlow.version(); // loads the native library
    Pointer address = Loader.addressof(function);
    if (address != null) {
      // JavaCPP calls any function of up to three integers by this type; the callee reads the
      // first.
      try (var pointer = new PointerPointer<Pointer>(2).put(0, address).put(1, (Pointer) null);
          var callable = new Deallocator_Pointer_long_Pointer(pointer)) {
        callable.call(on ? new One() : null, 0, null);
      }
    } else if (Devices.isGpuBuild()) {
      throw new IllegalStateException(remedy);
    }
    // Kernels of CPUs are deterministic, and have no TF32.
  }

  /** The pointer whose address is 1: true. */
  private static final class One extends Pointer {
    One() {
      address = 1;
    }
  }
}
