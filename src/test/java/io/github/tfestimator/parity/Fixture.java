package io.github.tfestimator.parity;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A fixture that a script in {@code scripts/parity} wrote down of Python. */
final class Fixture {
  private Fixture() {}

  /** A file of src/test/resources/parity. */
  static Reader open(String name) {
    var file = Objects.requireNonNull(Fixture.class.getResourceAsStream("/parity/" + name), name);
    return new InputStreamReader(file, StandardCharsets.UTF_8);
  }

  /** A file of JSON, its keys being the names of the record's components. */
  static <T> T json(String name, Class<T> type) {
    try (Reader file = open(name)) {
      return new Gson().fromJson(file, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
