package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileNamesTest {
  @TempDir private Path folder;

  @Test
  void eventFilesAreListedByName() throws IOException {
    Path second = Files.createFile(folder.resolve("events.out.tfevents.2.host"));
    Path first = Files.createFile(folder.resolve("events.out.tfevents.1.host"));
    Files.createFile(folder.resolve("checkpoint"));
    Files.createDirectory(folder.resolve("events.out.tfevents.3.host"));
    assertThat(EventFileNames.in(folder)).containsExactly(first, second);
    assertThat(EventFileNames.in(folder.resolve("missing"))).isEmpty();
  }

  /** The second after the highest, though the file that has it is a stranger's. */
  @Test
  void theNextFileFollowsAllOthers() throws IOException {
    Files.createFile(folder.resolve("events.out.tfevents.9000000000.host"));
    Files.createFile(folder.resolve("events.out.tfevents.8000000000.host"));
    Files.createFile(folder.resolve("events.out.tfevents.other"));
    String pid = "." + ProcessHandle.current().pid() + ".";
    String name = EventFileNames.next(folder).getFileName().toString();
    assertThat(name).startsWith("events.out.tfevents.9000000001.").contains(pid);
    assertThat(EventFileNames.next(folder).getFileName().toString()).isNotEqualTo(name);
  }
}
