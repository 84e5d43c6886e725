package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TensorFlow's messages, most of them as they stand in its source. */
class DeviceFailureTest {
  private static final String OOM =
      "OOM when allocating tensor with shape[9600,24,24,4096] and type float on"
          + " /job:localhost/replica:0/task:0/device:%s by allocator %s\n\t [[{{node conv2d}}]]\nHint: ...";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cudaGetDevice() failed. Status: CUDA driver version is insufficient for CUDA runtime version",
        "cudaSetDevice() on GPU:0 failed. Status: CUDA-capable device(s) is/are busy or unavailable",
        "DNN library initialization failed. Look at the errors above for more details.",
        "No DNN in stream executor.",
        "Blas GEMM launch failed: CUBLAS_STATUS_NOT_INITIALIZED",
      })
  void blamesTheGpu(String message) {
    assertThat(DeviceFailure.explain(message))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("The GPU failed: " + message.replaceFirst("\\.$", "") + ".")
                    .contains("The model isn't at fault"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'visible_device_list' listed an invalid Device id '7' but visible device count is 1",
        "Could not parse entry in 'visible_device_list': '99999999999'. visible_device_list = 99999999999",
        "visible_device_list contained a duplicate entry: 0,0",
      })
  void blamesTheListOfGpus(String message) {
    assertThat(DeviceFailure.explain(message))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("The visible GPUs can't be used: " + message + ". ")
                    .contains("nvidia-smi -L")
                    .doesNotContain("GPU failed", "model"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failed to allocate 2.50GiB from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory",
        "Dst tensor is not initialized. cudaMemcpy",
        "Out of memory while trying to allocate 9437184 bytes on GPU 0",
      })
  void saysWhichOptionsGiveAGpuRoom(String message) {
    assertThat(DeviceFailure.explain(message).orElseThrow())
        .startsWith("The GPU's memory is full: ")
        .contains("--batch-size", "--gpu-memory-growth", "--gpu-memory-fraction");
  }

  @Test
  void tellsTheGpusMemoryFromTheMachines() {
    assertThat(DeviceFailure.explain(OOM.formatted("GPU:0", "GPU_0_bfc")).orElseThrow())
        .startsWith("The GPU's memory is full: OOM when allocating tensor with shape[9600,")
        .contains("allocator GPU_0_bfc. Take")
        .doesNotContain("node", "Hint");
    assertThat(DeviceFailure.explain(OOM.formatted("CPU:0", "cpu")).orElseThrow())
        .startsWith("The memory is full: OOM when")
        .contains("--batch-size")
        .doesNotContain("gpu-memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Could not find meta graph def matching supplied tags: { serve }",
        "Unsuccessful TensorSliceReader constructor: Failed to find any matching files",
        "Received a label value of 10 which is outside the valid range of [0, 10)",
      })
  void leavesOtherMessagesAlone(String message) {
    assertThat(DeviceFailure.explain(message)).isEmpty();
  }

  @Test
  void aModelIsNotBlamedForItsGpu() {
    var failure =
        LoadFailure.of(
            Path.of("exports/7"),
            "cudaGetDevice() failed. Status: unknown error",
            new IllegalStateException());
    assertThat(failure)
        .hasMessageStartingWith(
            "The SavedModel exports/7 can't be loaded. The GPU failed: cudaGetDevice() failed. Status: unknown error.")
        .hasMessageContaining("The model isn't at fault")
        .hasMessageNotContaining(" anew");
  }
}
