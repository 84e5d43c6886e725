package io.github.tfestimator.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceDataTest {
  private static final LabeledImages TRAIN = Digits.draw(64, 1);
  private static final LabeledImages TEST = Digits.draw(130, 2);

  @Test
  void eachPassHasEachImageOnceInAnotherOrder() {
    var data = new RaceData(new DataSplit(TRAIN, TEST), 1);
    List<String> first = pass(data);
    List<String> second = pass(data);
    assertThat(first)
        .doesNotHaveDuplicates()
        .hasSize(64)
        .containsExactlyInAnyOrderElementsOf(second);
    assertThat(first).isNotEqualTo(second);
    assertThat(pass(new RaceData(new DataSplit(TRAIN, TEST), 1))).isEqualTo(first);
    assertThat(pass(new RaceData(new DataSplit(TRAIN, TEST), 2))).isNotEqualTo(first);
  }

  @Test
  void theTestImagesComeInTheirOrder() {
    List<ImageBatch> batches = new RaceData(new DataSplit(TRAIN, TEST), 1).test();
    assertThat(batches).extracting(ImageBatch::size).containsExactly(128, 2);
    assertThat(batches.get(1).labels()).containsExactly(TEST.labels()[128], TEST.labels()[129]);
  }

  /** Two batches of 32. */
  private static List<String> pass(RaceData data) {
    List<String> images = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      data.next(RaceRecipe.DJL_EXAMPLE).each().forEach(image -> images.add(Arrays.toString(image)));
    }
    return images;
  }
}
