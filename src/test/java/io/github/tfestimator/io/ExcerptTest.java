package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void aShortTextIsWholeOnOneLine() {
    assertThat(Excerpt.of(" a\n\t b ")).isEqualTo("a b");
    assertThat(Excerpt.of("x".repeat(200))).isEqualTo("x".repeat(200));
  }

  @Test
  void aLongTextEndsInDots() {
    assertThat(Excerpt.of("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(Excerpt.escaped("a\nb\u001b[0m")).isEqualTo("a\\nb\\x1b[0m");
    assertThat(Excerpt.escaped("\u009b31m\u00e9")).isEqualTo("\\x9b31m\u00e9");
  }
}
