package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log lines of each call beside those of Python: {@code parity/log_lines.md} has both side by
 * side, and a reason for each difference. {@code scripts/parity/log_lines.py} makes it.
 */
@Tag("medium")
class LogLinesTest {
  private static final List<String> FIXTURE = fixture();

  /** A row of the table. Python has no such line where it is empty, nor have we. */
  private record Row(String call, String python, String here, String why) {
    static Row of(String line) {
      String[] cells = line.split("\\|");
      return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    boolean isSame() {
      return here.equals("same");
    }
  }

  @Test
  void eachCallLogsPythonsLinesButForTheTable(@TempDir Path folder) {
    Map<String, List<String>> expected = new LinkedHashMap<>();
    for (Row row : rows()) {
      if (!row.here().isEmpty()) {
        expected
            .computeIfAbsent(row.call(), call -> new ArrayList<>())
            .add(row.isSame() ? row.python() : row.here());
      }
    }
    assertThat(LoggedCalls.in(folder)).containsExactlyEntriesOf(expected);
  }

  @Test
  void eachDifferenceHasAReasonAndNoOtherLineHas() {
    Set<String> given = new TreeSet<>();
    for (Row row : rows()) {
      assertThat(row.why().isEmpty()).as(row.toString()).isEqualTo(row.isSame());
      given.add(row.why());
    }
    given.remove("");
    List<String> reasons =
        FIXTURE.stream()
            .filter(line -> line.matches("\\d+\\. .*"))
            .map(line -> line.substring(0, line.indexOf('.')))
            .toList();
    assertThat(reasons).containsExactlyInAnyOrderElementsOf(given);
  }

  private static List<Row> rows() {
    return FIXTURE.stream().filter(line -> line.startsWith("|")).skip(2).map(Row::of).toList();
  }

  private static List<String> fixture() {
    try (var file = new BufferedReader(Fixture.open("log_lines.md"))) {
      return file.lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
