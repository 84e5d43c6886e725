package io.github.tfestimator.cnn.report;

import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The file around the sections. Its Content-Security-Policy lets the file's own scripts and styles
 * run, by their hashes, and nothing else.
 */
final class ReportPage {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  private ReportPage() {}

  /**
   * Assembles the file.
   *
   * @param name of the model
   * @param numbers JSON without {@code <}
   */
  static String of(String name, List<Section> sections, String numbers) {
    String licensed = "/*\n" + read(UPLOT + "LICENSE") + "*/\n";
    String plot = licensed + read(UPLOT + "dist/uPlot.iife.min.js");
    String script = read("report.js");
    String plotStyle = read(UPLOT + "dist/uPlot.min.css");
    String style = read("report.css");
    String policy =
        "default-src 'none'; script-src %s %s; style-src %s %s; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(hash(plot), hash(script), hash(plotStyle), hash(style));
    return Markup.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Training report: {}</title>
            <style>{}</style>
            <style>{}</style>
            </head>
            <body>
            <header><h1>Training report: {}</h1><nav>{}</nav></header>
            <main>
            {}
            </main>
            <script type="application/json" id="numbers">{}</script>
            <script>{}</script>
            <script>{}</script>
            </body>
            </html>
            """,
            policy,
            name,
            new Markup(plotStyle),
            new Markup(style),
            name,
            Markup.join(sections.stream().map(Section::link).toList()),
            Markup.join(sections.stream().map(Section::markup).toList()),
            new Markup(numbers),
            new Markup(plot),
            new Markup(script))
        .html();
  }

  /** Reads a file of the class path; line ends become what HTML parsers make of them. */
  private static String read(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String content) {
    byte[] digest = Sha256.digest().digest(content.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }
}
