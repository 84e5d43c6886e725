package io.github.tfestimator.doctor;

import java.util.List;

/**
 * A library of NVIDIA's that the build for GPUs opens by name.
 *
 * @param name the name that is looked for, such as {@code libcudnn.so.9}
 * @param wheel the package of pip that holds it, in the version that TensorFlow was built with
 * @param isRequired whether no GPU is used without it
 */
record CudaLibrary(String name, String wheel, boolean isRequired) {
  /** In the order in which TensorFlow opens them; the last for profiles alone. */
  static final List<CudaLibrary> ALL =
      List.of(
          new CudaLibrary("libcudart.so.12", "nvidia-cuda-runtime-cu12==12.5.82", true),
          new CudaLibrary("libcublasLt.so.12", "nvidia-cublas-cu12==12.5.3.2", true),
          new CudaLibrary("libcublas.so.12", "nvidia-cublas-cu12==12.5.3.2", true),
          new CudaLibrary("libcufft.so.11", "nvidia-cufft-cu12==11.2.3.61", true),
          new CudaLibrary("libcusparse.so.12", "nvidia-cusparse-cu12==12.5.1.3", true),
          new CudaLibrary("libcusolver.so.11", "nvidia-cusolver-cu12==11.6.3.83", true),
          new CudaLibrary("libcudnn.so.9", "nvidia-cudnn-cu12==9.3.0.75", true),
          new CudaLibrary("libcupti.so.12", "nvidia-cuda-cupti-cu12==12.5.82", false));

  /** The driver's library. */
  static final String DRIVER = "libcuda.so.1";
}
