package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reports as files, for tests. */
final class Reports {
  private static final Pattern NUMBERS =
      Pattern.compile("<script type=\"application/json\" id=\"numbers\">(.*?)</script>");

  private Reports() {}

  /** Writes the report of a model. */
  static Path write(Path modelDir, Path file, Object... more) {
    Stream<Object> args = Stream.of("report", "--model-dir", modelDir, "--out", file);
    Program.Outcome outcome = Program.done(Stream.concat(args, Stream.of(more)).toArray());
    assertThat(outcome.out().strip()).isEqualTo("Report: " + file);
    return file;
  }

  /** Returns the numbers that a report embeds. */
  static JsonObject numbers(Path report) throws IOException {
    var numbers = NUMBERS.matcher(Files.readString(report));
    assertThat(numbers.find()).isTrue();
    return JsonParser.parseString(numbers.group(1)).getAsJsonObject();
  }
}
