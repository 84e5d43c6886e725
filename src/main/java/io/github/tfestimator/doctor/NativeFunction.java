package io.github.tfestimator.doctor;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TFJ_GradFuncAdapter;
import org.tensorflow.internal.c_api.TFJ_GraphId;
import org.tensorflow.internal.c_api.TFJ_Scope;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * A function of a library that is open, of up to three integers or pointers, which returns an
 * integer. JavaCPP calls it by a type of functions that TensorFlow Java has anyway; the arguments
 * beyond the function's own are ignored by the callee.
 */
final class NativeFunction {
  private final String name;
  private final Pointer address;

  private NativeFunction(String name, Pointer address) {
    this.name = name;
    this.address = address;
  }

  /** Returns the function of a name, if an open library has it. */
  static Optional<NativeFunction> of(String name) {
    return Optional.ofNullable(Loader.addressof(name)).map(at -> new NativeFunction(name, at));
  }

  /**
   * Calls the function; its arguments are pointers to their first element, or integers by {@link
   * #integer}.
   */
  int call(Pointer... arguments) {
    Pointer[] three = new Pointer[3];
    System.arraycopy(arguments, 0, three, 0, arguments.length);
    try (var pointer = new PointerPointer<Pointer>(2).put(0, address).put(1, (Pointer) null);
        var function = new TFJ_GradFuncAdapter(pointer)) {
      return function.call(
          three[0] == null ? null : new TFJ_GraphId(three[0]),
          three[1] == null ? null : new TFJ_Scope(three[1]),
          three[2] == null ? null : new TF_Operation(three[2]),
          null,
          0,
          null);
    }
  }

  /** Returns an integer as an argument; zero is null. */
  static Pointer integer(long value) {
    return value == 0 ? null : new Address(value);
  }

  private static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
