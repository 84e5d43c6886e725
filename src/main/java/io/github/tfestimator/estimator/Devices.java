package io.github.tfestimator.estimator;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/**
 * The devices that TensorFlow computes on. TensorFlow Java's public API can't tell; this asks its C
 * API.
 */
public final class Devices {
  private static final String GPU_NATIVE =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";

  private Devices() {}

  /**
   * Lists the devices that TensorFlow sees.
   *
   * @param config the visible GPUs and their memory options; the first session of a process decides
   *     them
   * @return short names, such as {@code CPU:0} and {@code GPU:0}
   */
  @SuppressWarnings("try") // the scope frees what is allocated while it is open
  public static List<String> list(SessionConfig config) {
    TensorFlow.version(); // loads the native library
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_Session session =
          TF_Session.newSession(TF_Graph.newGraph(), options(config, status), status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      try {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < TF_DeviceListCount(devices); i++) {
          String name = TF_DeviceListName(devices, i, status).getString();
          names.add(name.substring(name.lastIndexOf("device:") + "device:".length()));
        }
        return names;
      } finally {
        TF_DeleteDeviceList(devices);
      }
    }
  }

  private static TF_SessionOptions options(SessionConfig config, TF_Status status) {
    TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
    BytePointer proto = new BytePointer(config.forNewSession().toByteArray());
    TF_SetConfig(options, proto, proto.capacity(), status);
    status.throwExceptionIfNotOK();
    return options;
  }

  /** {@return whether TensorFlow's native library is the build for GPUs} */
  public static boolean isGpuBuild() {
    return TensorFlow.class.getResource(GPU_NATIVE) != null;
  }
}
