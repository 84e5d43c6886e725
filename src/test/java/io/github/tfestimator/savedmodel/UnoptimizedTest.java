package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

/** The choice of models that are served without optimizing, and how they are. */
class UnoptimizedTest {
  @Test
  void itSuitsExportsWithFunctionsForImagesAlone() throws IOException {
    assertThat(suits("savedmodel/digits")).isTrue();
    assertThat(suits("savedmodel/mnist_cnn")).isTrue();
    assertThat(suits("src/test/resources/parity/served/keras")).isFalse();
    assertThat(suits("src/test/resources/parity/served/estimator")).isFalse();
  }

  private static boolean suits(String path) throws IOException {
    return Unoptimized.suits(SavedModelFolder.read(SavedModelFolder.find(Path.of(path))));
  }

  @Test
  void threadsAndDevicesStay() {
    var config = ConfigProto.newBuilder().setIntraOpParallelismThreads(3).build();
    ConfigProto unoptimized = Unoptimized.of(config);
    assertThat(unoptimized.getIntraOpParallelismThreads()).isEqualTo(3);
    assertThat(unoptimized.getGraphOptions().getRewriteOptions().getDisableMetaOptimizer())
        .isTrue();
    assertThat(unoptimized.toBuilder().clearGraphOptions().build()).isEqualTo(config);
    assertThat(Unoptimized.onCpu().toBuilder().clearGraphOptions().build())
        .isEqualTo(ConfigProto.newBuilder().putDeviceCount("GPU", 0).build());
  }
}
