package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void textsAreEscapedAndMarkupIsNot() {
    Markup bold = Markup.of("<b title=\"{}\">{}</b>", "\"'><", "a & b");
    assertThat(bold.html()).isEqualTo("<b title=\"&quot;&#39;&gt;&lt;\">a &amp; b</b>");
    assertThat(Markup.of("<p>{}</p>", bold).html()).isEqualTo("<p>" + bold.html() + "</p>");
    assertThat(Markup.join(List.of(bold, bold)).html()).hasSize(2 * bold.html().length() + 1);
  }

  @Test
  void placeholdersInTextsAreText() {
    assertThat(Markup.of("{} {}", "{}", 1).html()).isEqualTo("{} 1");
  }

  @Test
  void charactersThatHtmlForbidsAreReplaced() {
    assertThat(Markup.escape("a\0b\ud800c\td")).isEqualTo("a\ufffdb\ufffdc\td");
  }

  @Test
  void refusesAnotherNumberOfValues() {
    assertThatThrownBy(() -> Markup.of("{}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Markup.of("", 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
