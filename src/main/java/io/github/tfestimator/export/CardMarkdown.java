package io.github.tfestimator.export;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A card as Markdown with tables, as GitHub shows them. */
final class CardMarkdown {
  /** More digits of a measurement tell nothing; JSON has them all. */
  private static final MathContext DIGITS = new MathContext(6);

  private CardMarkdown() {}

  static String of(ModelCard card) {
    var text = new StringBuilder("# %s\n".formatted(line(card.title())));
    card.sections().forEach((name, facts) -> text.append(section(name, facts)));
    return text.toString();
  }

  private static String section(String name, Map<String, Object> facts) {
    String heading = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    return facts.entrySet().stream()
        .map(fact -> "| %s | %s |\n".formatted(cell(fact.getKey()), cell(text(fact.getValue()))))
        .collect(Collectors.joining("", "\n## %s\n\n| | |\n|---|---|\n".formatted(heading), ""));
  }

  private static String text(Object fact) {
    if (fact instanceof List<?> list) {
      return list.stream().map(CardMarkdown::text).collect(Collectors.joining(", "));
    }
    boolean isReal = fact instanceof Float || fact instanceof Double;
    if (isReal && Double.isFinite(((Number) fact).doubleValue())) {
      // By way of the text: as a double, 0.001f has more digits than were meant.
      return new BigDecimal(fact.toString()).round(DIGITS).stripTrailingZeros().toPlainString();
    }
    return fact.toString();
  }

  private static String cell(String text) {
    return line(text).replace("|", "\\|");
  }

  private static String line(String text) {
    return text.lines().collect(Collectors.joining(" "));
  }
}
