package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.OptimizerOptions.GlobalJitLevel;

class SessionConfigTest {
  private static final SessionConfig DEFAULTS = SessionConfig.defaults();

  /** As {@code tf.estimator.RunConfig(...).session_config.allow_soft_placement}. */
  @Test
  void theDefaultsArePythons() {
    assertThat(DEFAULTS.forNewSession())
        .isEqualTo(ConfigProto.newBuilder().setAllowSoftPlacement(true).build());
    assertThat(DEFAULTS.precision()).isEqualTo(Precision.TF32);
    assertThat(DEFAULTS.deterministicOps()).isFalse();
  }

  @Test
  void eachSettingKeepsTheOthers() {
    SessionConfig config =
        DEFAULTS
            .withThreads(3, 2)
            .withGpuMemoryGrowth()
            .withPrecision(Precision.BFLOAT16)
            .withVisibleGpus("0,2")
            .withDeterministicOps()
            .withXla()
            .withGpuMemoryFraction(0.4)
            .withDevicePlacementLog()
            .withSoftPlacement(false);
    ConfigProto proto = config.proto();
    assertThat(proto.getIntraOpParallelismThreads()).isEqualTo(3);
    assertThat(proto.getInterOpParallelismThreads()).isEqualTo(2);
    assertThat(proto.getGpuOptions())
        .isEqualTo(
            GPUOptions.newBuilder()
                .setAllowGrowth(true)
                .setVisibleDeviceList("0,2")
                .setPerProcessGpuMemoryFraction(0.4)
                .build());
    assertThat(proto.getGraphOptions().getOptimizerOptions().getGlobalJitLevel())
        .isEqualTo(GlobalJitLevel.ON_1);
    assertThat(proto.getLogDevicePlacement()).isTrue();
    assertThat(proto.getAllowSoftPlacement()).isFalse();
    assertThat(config.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(config.deterministicOps()).isTrue();
  }

  @Test
  void takesAConfigProtoAsItIs() {
    var custom =
        ConfigProto.newBuilder()
            .setOperationTimeoutInMs(7)
            .setInterOpParallelismThreads(-1)
            .build();
    assertThat(SessionConfig.of(custom).forNewSession()).isSameAs(custom);
    assertThat(SessionConfig.of(custom).withGpuMemoryGrowth().proto().getOperationTimeoutInMs())
        .isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void refusesFractionsOutOfRange(double fraction) {
    assertThatThrownBy(() -> DEFAULTS.withGpuMemoryFraction(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gpuMemoryFraction (%s) must be above 0 and up to 1, such as 0.4", fraction);
  }
}
