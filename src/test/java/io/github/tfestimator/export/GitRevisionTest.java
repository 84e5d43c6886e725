package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GitRevisionTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @BeforeEach
  void needsPosix() {
    assumeThat(File.separatorChar).as("a shell and git").isEqualTo('/');
  }

  /** The oracle is the file in which git keeps the branch's commit. */
  @Test
  void tellsTheCommitAndWhetherSomethingWasChangedSince() throws Exception {
    assumeThat(runs("git", "--version")).as("git is there").isTrue();
    assertThat(runs("git", "init", "-q", "-b", "trunk")).isTrue();
    assertThat(of("git")).as("before the first commit").isEmpty();
    Path file = Files.writeString(folder.resolve("file"), "one");
    assertThat(runs("git", "add", "file")).isTrue();
    assertThat(runs("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"))
        .isTrue();
    String commit = Files.readString(folder.resolve(".git/refs/heads/trunk")).strip();
    assertThat(of("git")).contains(new GitRevision(commit, false));
    Path below = Files.createDirectory(folder.resolve("below"));
    Files.writeString(file, "two");
    assertThat(GitRevision.of(below, "git", TIMEOUT)).contains(new GitRevision(commit, true));
  }

  @Test
  void tellsNothingOutsideARepositoryOrWithoutGit() {
    assertThat(of("git")).isEmpty();
    assertThat(of(folder.resolve("no-such-program").toString())).isEmpty();
  }

  /** The script would end after ten minutes. */
  @Test
  @Timeout(300)
  void doesNotWaitForAGitThatHangs() throws IOException {
    Path hanging = script("exec sleep 600");
    assertThat(GitRevision.of(folder, hanging.toString(), Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void anInterruptedThreadStaysSoAndGetsNothing() throws IOException {
    Path hanging = script("exec sleep 600");
    Thread.currentThread().interrupt();
    assertThat(of(hanging.toString())).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aGitThatFailsOnlyAtTheSecondQuestionTellsNothing() throws IOException {
    Path failing = script("[ $1 = rev-parse ] && echo abc || exit 128");
    assertThat(of(failing.toString())).isEmpty();
  }

  private Optional<GitRevision> of(String git) {
    return GitRevision.of(folder, git, TIMEOUT);
  }

  private Path script(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + line + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private boolean runs(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
