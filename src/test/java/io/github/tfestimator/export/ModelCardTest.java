package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card's two forms, and what it takes. */
class ModelCardTest {
  private static final ModelCard CARD = ModelCard.titled("Ours | <b>\nand more");

  @Test
  void factsOfOneSectionComeTogetherInOrder(@TempDir Path folder) throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("z", 1);
    facts.put("a", true);
    CardFiles.write(
        CARD.with("data", facts).with("other", Map.of()).with("data", Map.of("m", "<&é")), folder);
    assertThat(Files.readString(folder.resolve("assets.extra/model_card.json")))
        .isEqualTo(
            """
            {
              "title": "Ours | <b>\\nand more",
              "data": {
                "z": 1,
                "a": true,
                "m": "<&é"
              },
              "other": {}
            }
            """);
    assertThat(Files.readString(folder.resolve("assets.extra/model_card.md")))
        .isEqualTo(
            """
            # Ours | <b> and more

            ## Data

            | | |
            |---|---|
            | z | 1 |
            | a | true |
            | m | <&é |

            ## Other

            | | |
            |---|---|
            """);
  }

  @Test
  void jsonHasAllDigitsAndNullForWhatIsNoNumber() {
    assertThat(json(0.96192857142857)).contains("\"fact\": 0.96192857142857\n");
    assertThat(json(0.001f)).contains("\"fact\": 0.001\n");
    assertThat(json(Double.NaN)).contains("\"fact\": null\n");
    assertThat(json(Float.NEGATIVE_INFINITY)).contains("\"fact\": null\n");
    assertThat(json(List.of(0.5, Double.POSITIVE_INFINITY)).replaceAll("\\s", ""))
        .contains("\"fact\":[0.5,null]");
  }

  @Test
  void markdownHasSixDigitsOfMeasurementsAndAllOfCounts() {
    assertThat(row(0.96192857142857)).isEqualTo("| fact | 0.961929 |");
    assertThat(row(0.001f)).isEqualTo("| fact | 0.001 |");
    assertThat(row(1.5e-7)).isEqualTo("| fact | 0.00000015 |");
    assertThat(row(1234567890123L)).isEqualTo("| fact | 1234567890123 |");
    assertThat(row(Double.NaN)).isEqualTo("| fact | NaN |");
    assertThat(row(List.of(0.123456789, "b", false))).isEqualTo("| fact | 0.123457, b, false |");
  }

  @Test
  void markdownKeepsTheTableWhole() {
    assertThat(row("a|b\r\nc")).isEqualTo("| fact | a\\|b c |");
  }

  @Test
  void changesNoMoreOnceMade() {
    Map<String, Object> facts = new LinkedHashMap<>(Map.of("a", 1));
    ModelCard card = CARD.with("data", facts);
    facts.put("b", 2);
    card.with("data", Map.of("c", 3));
    assertThat(card.sections()).isEqualTo(Map.of("data", Map.of("a", 1)));
    Map<String, Object> section = card.sections().get("data");
    assertThatThrownBy(() -> section.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void takesOnlyWhatJsonAndATableCanShow() {
    List<Object> withNull = new ArrayList<>();
    withNull.add(null);
    for (Object fact : List.of(Map.of("a", 1), Path.of("x"), withNull)) {
      assertThatThrownBy(() -> CARD.with("data", Map.of("fact", fact)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("fact fact of section data (")
          .hasMessageEndingWith(") must be a text, a number, a truth value or a list of such");
    }
    assertThatThrownBy(() -> CARD.with("title", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("section (title) must be called something else");
  }

  private static String json(Object fact) {
    return CardFiles.json(CARD.with("data", Map.of("fact", fact)));
  }

  private static String row(Object fact) {
    String markdown = CardMarkdown.of(CARD.with("data", Map.of("fact", fact)));
    return markdown.lines().filter(line -> line.startsWith("| fact")).findFirst().orElseThrow();
  }
}
