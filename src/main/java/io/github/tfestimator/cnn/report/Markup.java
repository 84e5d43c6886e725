package io.github.tfestimator.cnn.report;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A piece of HTML in which every text is escaped.
 *
 * @param html the source
 */
record Markup(String html) {
  static final Markup EMPTY = new Markup("");

  private static final String PLACEHOLDER = "{}";

  /**
   * Fills a template.
   *
   * @param template HTML with {@code {}} for each value
   * @param values markup, which stays as it is; all else is text, and is escaped
   * @throws IllegalArgumentException if there are more placeholders than values, or fewer
   */
  static Markup of(String template, Object... values) {
    var html = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int at = template.indexOf(PLACEHOLDER, from);
      if (at < 0) {
        throw new IllegalArgumentException(
            "%d values are more than the placeholders of %s".formatted(values.length, template));
      }
      html.append(template, from, at).append(markup(value));
      from = at + PLACEHOLDER.length();
    }
    if (template.indexOf(PLACEHOLDER, from) >= 0) {
      throw new IllegalArgumentException(
          "%d values are fewer than the placeholders of %s".formatted(values.length, template));
    }
    return new Markup(html.append(template, from, template.length()).toString());
  }

  private static String markup(Object value) {
    return value instanceof Markup markup ? markup.html : escape(String.valueOf(value));
  }

  /** Returns pieces one after the other. */
  static Markup join(Collection<Markup> pieces) {
    return new Markup(pieces.stream().map(Markup::html).collect(Collectors.joining("\n")));
  }

  /** Returns a text for element contents and quoted attributes. */
  static String escape(String text) {
    var escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : '\ufffd');
              }
            });
    return escaped.toString();
  }

  /** Tells whether HTML allows a character: no controls but tab and line ends, no surrogates. */
  private static boolean isAllowed(int c) {
    boolean isControl = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
    return !isControl && (c < 0xd800 || c > 0xdfff);
  }
}
