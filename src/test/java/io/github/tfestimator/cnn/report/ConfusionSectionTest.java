package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionSectionTest {
  @Test
  void ofManyClassesThereIsAListWithoutRowsAndColumns() {
    assertThat(html(30)).contains("class=\"heat\"", "Rows are labels");
    assertThat(html(31))
        .contains("31 classes are too many for a table", "<tr><td>0</td><td>1</td><td>7</td></tr>")
        .doesNotContain("Rows are labels");
  }

  private static String html(int classes) {
    List<List<Long>> counts =
        IntStream.range(0, classes)
            .mapToObj(
                label ->
                    IntStream.range(0, classes)
                        .mapToObj(c -> label == 0 && c == 1 ? 7L : 0L)
                        .toList())
            .toList();
    return ConfusionSection.of(
            new ConfusionMatrix(counts), ClassNames.numbered(classes), Optional.empty())
        .markup()
        .html();
  }
}
