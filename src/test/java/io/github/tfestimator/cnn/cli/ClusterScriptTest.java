package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code scripts/cluster} by itself, with tasks that only wait or fail. */
@EnabledOnOs(OS.LINUX)
@Tag("medium")
class ClusterScriptTest {
  @TempDir private Path folder;

  /** The others end by the signal that the script sends them. */
  @Test
  void endsWithTheCodeOfAChiefThatFails() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    assumeTrue(ChildProcess.heeds("TERM"));
    Path task = folder.resolve("task");
    Files.writeString(
        task,
        """
        #!/bin/bash
        [[ $TF_CONFIG == *'"type": "chief"'* ]] && { sleep 0.3; exit 1; }
        sleep 50
        """);
    assertThat(task.toFile().setExecutable(true)).isTrue();
    var command = List.of("scripts/cluster", "2", "--ps", "1", "--evaluator", task.toString());
    try (var cluster = ChildProcess.start(command)) {
      assertThat(cluster.exitCode()).as("%s", cluster.lines()).isEqualTo(1);
      assertThat(cluster.linesWith("the chief has failed or was stopped: ending all")).hasSize(1);
    }
  }
}
