package io.github.tfestimator.cnn.report;

/**
 * A part of the report.
 *
 * @param id its name in links
 * @param title its heading
 * @param body its content
 */
record Section(String id, String title, Markup body) {
  Markup markup() {
    return Markup.of("<section id=\"{}\">\n<h2>{}</h2>\n{}\n</section>", id, title, body);
  }

  Markup link() {
    return Markup.of("<a href=\"#{}\">{}</a>", id, title);
  }
}
