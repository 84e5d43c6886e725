package io.github.tfestimator.doctor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The probe of NVIDIA's driver, by its own functions. */
final class ProbeDriver {
  private static final int NAME_SIZE = 256;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  private ProbeDriver() {}

  /** Prints the driver's version and each GPU, or the call that fails. */
  static void run() {
    try (var number = new IntPointer(1)) {
      call("cuInit", NativeFunction.integer(0));
      call("cuDriverGetVersion", number);
      Probe.line("driver", Integer.toString(number.get()));
      call("cuDeviceGetCount", number);
      int count = number.get();
      Probe.line("gpus", Integer.toString(count));
      for (int i = 0; i < count; i++) {
        Probe.begin("GPU " + i);
        device(i, number);
      }
    } catch (DriverException e) {
      Probe.line("failed", e.getMessage());
    }
  }

  private static void device(int index, IntPointer number) throws DriverException {
    call("cuDeviceGet", number, NativeFunction.integer(index));
    Pointer device = NativeFunction.integer(number.get());
    try (var name = new BytePointer(NAME_SIZE);
        var free = new LongPointer(1);
        var total = new LongPointer(1);
        var context = new PointerPointer<Pointer>(1)) {
      call("cuDeviceGetName", name, NativeFunction.integer(NAME_SIZE), device);
      int major = attribute(CAPABILITY_MAJOR, device, number);
      int minor = attribute(CAPABILITY_MINOR, device, number);
      Probe.line(
          "gpu",
          Integer.toString(index),
          name.getString().replaceFirst("(?s)\0.*", "").strip(),
          major + "." + minor);
      // The memory is known only in a context, which takes some itself.
      call("cuDevicePrimaryCtxRetain", context, device);
      call("cuCtxSetCurrent", context.get(0));
      call("cuMemGetInfo_v2", free, total);
      Probe.line(
          "memory", Integer.toString(index), Long.toString(free.get()), Long.toString(total.get()));
      call("cuDevicePrimaryCtxRelease_v2", device);
    }
  }

  private static int attribute(int what, Pointer device, IntPointer number) throws DriverException {
    call("cuDeviceGetAttribute", number, NativeFunction.integer(what), device);
    return number.get();
  }

  private static void call(String name, Pointer... arguments) throws DriverException {
    NativeFunction function =
        NativeFunction.of(name).orElseThrow(() -> new DriverException("the driver has no " + name));
    int code = function.call(arguments);
    if (code != 0) {
      throw new DriverException("%s failed with %s".formatted(name, text(code)));
    }
  }

  private static String text(int code) {
    try (var text = new PointerPointer<Pointer>(1).put(0, (Pointer) null)) {
      NativeFunction.of("cuGetErrorName")
          .ifPresent(function -> function.call(NativeFunction.integer(code), text));
      Pointer errorText = text.get(0);
      return errorText == null ? "code " + code : new BytePointer(errorText).getString();
    }
  }

  private static final class DriverException extends Exception {
    private static final long serialVersionUID = 1;

    DriverException(String message) {
      super(message);
    }
  }
}
