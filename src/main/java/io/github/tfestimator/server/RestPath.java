package io.github.tfestimator.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path of TensorFlow Serving's REST API.
 *
 * @param model its name
 * @param version its number, if the path has one
 * @param label of a version, if the path has one
 * @param verb {@code predict}, {@code classify} or {@code regress}, {@code metadata}, {@code
 *     about}, or empty for the status
 */
record RestPath(String model, Optional<Long> version, Optional<String> label, String verb) {
  private static final String MODEL = "/v1/models/([^/:]+)(?:/versions/(\\d+)|/labels/([^/:]+))?";
  private static final Pattern POST =
      Pattern.compile(MODEL + ":(predict|classify|regress)", Pattern.CASE_INSENSITIVE);
  private static final Pattern GET =
      Pattern.compile(MODEL + "(?:/(metadata|about))?", Pattern.CASE_INSENSITIVE);

  /**
   * Parses a path.
   *
   * @param method POST, or GET
   * @param target the path with the query string, percent-encoded
   * @throws ApiException if there is no such path
   */
  static RestPath of(String method, String target) {
    Matcher matcher = (method.equals("POST") ? POST : GET).matcher(target);
    if (!matcher.matches()) {
      throw ApiException.invalid(
          "There is no %s of this path; POST /v1/models/NAME[/versions/N|/labels/L]:predict, :classify or :regress, or GET /v1/models[/NAME[/versions/N|/labels/L][/metadata|/about]]",
          method);
    }
    return new RestPath(
        decoded(matcher.group(1)),
        Optional.ofNullable(matcher.group(2)).map(RestPath::number),
        Optional.ofNullable(matcher.group(3)).map(RestPath::decoded),
        matcher.group(4) == null ? "" : matcher.group(4).toLowerCase(Locale.ROOT));
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw ApiException.invalid(
          "The version %s is no integer of 64 bits", JsonTensors.text(digits));
    }
  }

  private static String decoded(String text) {
    try {
      // A plus is a plus in a path.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("The path has a percent sign without two hexadecimal digits");
    }
  }
}
