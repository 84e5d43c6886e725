package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedModelVersionsTest {
  @TempDir private Path base;

  @Test
  void versionsAreOrderedByNumber() throws IOException {
    assertThat(SavedModelVersions.highest(base)).isEmpty();
    Path nine = model("9");
    Path ten = model("010");
    model("x");
    assertThat(SavedModelVersions.newestFirst(base)).containsExactly(ten, nine);
    assertThat(SavedModelVersions.highest(base)).contains(ten);
    assertThat(SavedModelVersions.number(ten)).isEqualTo(10);
  }

  @Test
  void anyChangeOfAFileShows() throws IOException {
    Path file = model("1").resolve("saved_model.pb");
    FileTime time = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, time);
    List<String> before = SavedModelVersions.files(base);
    assertThat(SavedModelVersions.files(base)).isEqualTo(before);
    assertThat(before).contains(file + " 1970-01-01T00:16:40Z 0");

    Files.writeString(file, "longer");
    Files.setLastModifiedTime(file, time);
    assertThat(SavedModelVersions.files(base)).contains(file + " 1970-01-01T00:16:40Z 6");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_001_000));
    assertThat(SavedModelVersions.files(base)).contains(file + " 1970-01-01T00:16:41Z 6");
  }

  @Test
  void aLinkThatLeadsNowhereIsListed() throws IOException {
    Path link = Files.createSymbolicLink(base.resolve("link"), base.resolve("missing"));
    assertThat(SavedModelVersions.files(base)).contains(link.toString());
  }

  private Path model(String name) throws IOException {
    Path version = Files.createDirectory(base.resolve(name));
    Files.createFile(version.resolve("saved_model.pb"));
    return version;
  }
}
