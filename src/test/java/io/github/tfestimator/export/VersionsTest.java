package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are deleted, and the name of the next one. */
class VersionsTest {
  @TempDir private Path folder;

  @Test
  void theHighestNumbersAreKept() throws IOException {
    make("9", "10", "100", "99");
    Versions.keepNewest(folder, 2);
    assertThat(names()).containsExactly("100", "99");
    Versions.keepNewest(folder, 2);
    assertThat(names()).containsExactly("100", "99");
  }

  @Test
  void allAreKeptIfTheNumberIsZero() throws IOException {
    make("1", "2", "3", "4", "5", "6");
    Versions.keepNewest(folder, 0);
    assertThat(names()).hasSize(6);
  }

  @Test
  void whatIsNoVersionStaysAndDoesNotCount() throws IOException {
    make("1", "2", "temp-3-77", "v4", "-5", ".6");
    Files.createDirectory(folder.resolve("7")); // holds no SavedModel
    Files.writeString(folder.resolve("8"), "a file");
    Files.writeString(folder.resolve("best.txt"), "a file");
    Versions.keepNewest(folder, 1);
    assertThat(names()).containsExactly("-5", ".6", "2", "7", "8", "best.txt", "temp-3-77", "v4");
  }

  @Test
  void whatAKilledProcessHadBegunToDeleteIsDeleted() throws IOException {
    make("1", "2", ".1.old");
    Versions.keepNewest(folder, 1);
    assertThat(names()).containsExactly("2");
  }

  @Test
  void theNextNumberIsTheSecondOrAboveAllThatAreThere() throws IOException {
    assertThat(Versions.next(folder.resolve("missing"), 50)).isEqualTo(50);
    make("48", "temp-99-1");
    assertThat(Versions.next(folder, 50)).isEqualTo(50);
    make("50", "60");
    assertThat(Versions.next(folder, 50)).isEqualTo(61);
  }

  /** Of 19 digits it would be no version to any server. */
  @Test
  void aboveTheHighestNumberThereIsNone() throws IOException {
    make("999999999999999998");
    assertThat(Versions.next(folder, 50)).isEqualTo(999_999_999_999_999_999L);
    make("999999999999999999");
    assertThatThrownBy(() -> Versions.next(folder, 50))
        .isInstanceOf(IOException.class)
        .hasMessage("no version can be higher than 999999999999999999, which is there");
  }

  @Test
  void unfinishedVersionsAreDeletedAfterAnHour() throws IOException {
    make("5", "temp-6-1-1", "temp-7-1-1.old", "temp-8-1-1", "temp-x", "temp", ".temp-6-1");
    Files.writeString(folder.resolve("temp-9-1.txt"), "a file");
    Instant now = Instant.ofEpochSecond(2_000_000_000);
    try (Stream<Path> listing = Files.list(folder)) {
      for (Path path : listing.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(now.minusSeconds(3601)));
      }
    }
    Files.setLastModifiedTime(folder.resolve("temp-8-1-1"), FileTime.from(now.minusSeconds(3599)));
    Versions.deleteLeftovers(folder, now);
    assertThat(names())
        .containsExactly(".temp-6-1", "5", "temp", "temp-8-1-1", "temp-9-1.txt", "temp-x");
  }

  @Test
  void anUnfinishedVersionIsNoNumber() {
    assertThat(Versions.unfinished(77))
        .startsWith("temp-77-" + ProcessHandle.current().pid() + "-")
        .isNotEqualTo(Versions.unfinished(77));
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Path variables = Files.createDirectories(folder.resolve(name).resolve("variables"));
      Files.writeString(variables.resolve("variables.index"), "");
      Files.writeString(folder.resolve(name).resolve("saved_model.pb"), "");
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
