package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of RFC 8259, with what TensorFlow Serving takes besides. */
class JsonReaderTest {
  @Test
  void valuesOfAllKinds() {
    assertThat(read("[true,false,null,\"a\",0,-1,1.5,-2e3,1E-1,{},[]]"))
        .isEqualTo(
            Arrays.asList(true, false, null, "a", 0L, -1L, 1.5, -2000.0, 0.1, Map.of(), List.of()));
    assertThat(read("[NaN,Inf,Infinity,-Inf,-Infinity,-NaN,7]"))
        .isEqualTo(
            List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN,
                7L));
  }

  @Test
  void spaceIsAllowedBetweenAllTokens() {
    assertThat(read(" \t\r\n{ \"a\" : [ 1 , 2 ] ,\n\"b\"\t:\r{ } , \"c\" : [ ] } and more"))
        .isEqualTo(Map.of("a", List.of(1L, 2L), "b", Map.of(), "c", List.of()));
    assertThat(read("\uFEFF1")).isEqualTo(1L);
  }

  @Test
  void ofANameThatIsThereTwiceTheFirstCounts() {
    assertThat(read("{\"a\":null,\"a\":2,\"b\":3}")).asString().isEqualTo("{a=null, b=3}");
  }

  @Test
  void integersAreLongsAsFarAsTheyFit() {
    assertThat(read("[-9223372036854775808, 9223372036854775807, 9223372036854775808]"))
        .isEqualTo(List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0x1p63));
    assertThat(read("123456789012345678901234567890")).isEqualTo(123456789012345678901234567890.0);
  }

  @Test
  void escapesAreUndone() {
    assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00 \\u0041B\""))
        .isEqualTo("\"\\/\b\f\n\r\té\uD83D\uDE00 AB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{1:2}          | at character 2 there should be a name in quotes",
        "{\"a\" 1}      | at character 6 there should be ':'",
        "{\"a\":1 \"b\" | at character 8 there should be '}'",
        "[1 2]          | at character 4 there should be ']'",
        "[1             | at character 3 there should be ']'",
        "[1,]           | at character 4 there should be a value",
        "[trua]         | at character 2 there should be a value",
        "[Infinite]     | at character 5 there should be ']'",
        "[01]           | at character 3 there should be ']'",
        "[1e999]        | at character 7 there should be a number below 1.8e308",
        "[-1e999]       | at character 8 there should be a number below 1.8e308",
        "\"a            | it ends after 2 characters",
        "[\"a\\         | it ends after 4 characters",
        "``             | it ends after 0 characters",
        "[              | it ends after 1 characters",
        "\"\\x\"        | there should be an escape such as \\n or \\u00e9",
        "\"\\u12\"      | at character 4 there should be four hexadecimal digits",
        "\"\\ud83d\"    | there should be a pair of surrogates",
        "\"\\ude00\"    | there should be a pair of surrogates",
        "\"\\ud83d\\u0041\" | there should be a pair of surrogates",
        "\"\\ud83d\\u00 | there should be a pair of surrogates",
        "\"\\ud83d\\ude00 | it ends after 13 characters",
      })
  void errorsTellThePlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("The body is no JSON: ")
        .hasMessageEndingWith(message);
  }

  @Test
  void textIsPrintableUtf8() {
    assertThatThrownBy(() -> read("\"a\u0001\""))
        .hasMessage(
            "The body is no JSON: at character 3 there should be no control character in a string; escape it");
    byte[] latin1 = {'"', (byte) 0xe9, '"'};
    assertThatThrownBy(() -> JsonReader.read(latin1, bytes -> {}))
        .isInstanceOf(ApiException.class)
        .hasMessage("The body is no JSON: it isn't UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"a\":0}"})
  void levelsOfBracketsAreBounded(String innermost) {
    String fits = "[".repeat(127) + innermost + ",[]]" + "]".repeat(126);
    assertThat(read(fits)).isInstanceOf(List.class);
    assertThatThrownBy(() -> read("[" + fits + "]"))
        .isInstanceOf(ApiException.class)
        .hasMessage("The body has more than 128 levels of brackets");
    assertThat(read("[" + String.join(",", Collections.nCopies(200, innermost)) + "]"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(200);
  }

  /** A list or text takes 96 bytes, an object twice that, a number 32; 65,536 are taken at once. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"[] | 96", "{} | 192", "\"a\" | 96", "1 | 32", "{\"a\":[1]} | 416"})
  void memoryIsTakenForEachValue(String value, int bytes) {
    int numbers = (65_536 - 96 - bytes) / 32;
    String some = "[" + value + ",1".repeat(numbers - 1) + "]";
    assertThat(taken(some)).containsExactly(2L * some.length());
    String enough = "[" + value + ",1".repeat(numbers) + "]";
    assertThat(taken(enough)).containsExactly(2L * enough.length(), 65_536L);
    String twice = "[[],[]" + ",1".repeat(2 * 65_536 / 32) + "]";
    assertThat(taken(twice)).containsExactly(2L * twice.length(), 65_536L, 65_536L);
  }

  private static List<Long> taken(String text) {
    List<Long> taken = new ArrayList<>();
    JsonReader.read(text.getBytes(UTF_8), taken::add);
    return taken;
  }

  private static Object read(String text) {
    return JsonReader.read(text.getBytes(UTF_8), bytes -> {});
  }
}
