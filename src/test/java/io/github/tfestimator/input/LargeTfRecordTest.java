package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million examples, 64 MiB, go through a heap of 32 MiB. */
@Tag("slow")
class LargeTfRecordTest {
  @TempDir private Path folder;

  @Test
  void aMillionExamplesTakeNoMoreMemoryThanTheWindow() throws Exception {
    List<String> command = ChildProcess.javaCommand(LargeTfRecordProcess.class, folder);
    command.replaceAll(option -> option.equals("-Xmx256m") ? "-Xmx32m" : option);
    assertThat(command).contains("-Xmx32m");
    try (var process = ChildProcess.start(command)) {
      assertThat(process.exitCode()).as("%s", process.lines()).isZero();
      assertThat(process.lines()).contains("all came: true", "the last came again: true");
    }
  }
}
