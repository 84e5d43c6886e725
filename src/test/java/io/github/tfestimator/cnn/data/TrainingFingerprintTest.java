package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TrainingFingerprintTest {
  private static final LabeledImages TRAIN =
      new LabeledImages(Images.of(1, 1, new byte[2]), new int[2]);

  private static final LabeledImages TEST =
      new LabeledImages(Images.of(1, 1, new byte[1]), new int[1]);

  @Test
  void tellsTheDataTheBatchesAndTheSeed() {
    var print = TrainingFingerprint.of(new DataSplit(TRAIN, TEST), 10, 42);
    assertThat(print.train()).isEqualTo(new TrainingFingerprint.Part(2, TRAIN.sha256()));
    assertThat(print.test()).isEqualTo(new TrainingFingerprint.Part(1, TEST.sha256()));
    assertThat(print.batchSize()).isEqualTo(10);
    assertThat(print.seed()).isEqualTo(42);
    assertThat(print.changed()).isFalse();
    assertThat(print.spreadOver(2, 3, true).withChanged(true))
        .isEqualTo(new TrainingFingerprint(print.train(), print.test(), 10, 42, 2, 3, true, true));
  }

  @Test
  void nothingMayBeMissing() {
    var part = new TrainingFingerprint.Part(1, "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingFingerprint(null, part, 1, 1, 1, 1, false, false))
        .withMessage("train and test must be there");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingFingerprint(part, null, 1, 1, 1, 1, false, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingFingerprint.Part(1, null))
        .withMessage("sha256 is missing");
  }
}
