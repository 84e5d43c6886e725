package io.github.tfestimator.export;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The revision of the files in a git repository.
 *
 * @param commit the hash of the commit that is checked out
 * @param hasChanges whether tracked files were changed after the commit
 */
record GitRevision(String commit, boolean hasChanges) {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** The revision of the working directory; empty without git, or outside a repository. */
  static Optional<GitRevision> ofWorkingDirectory() {
    return of(Path.of(""), "git", TIMEOUT);
  }

  /**
   * Asks git. A failure or a timeout gives an empty result, so an export is never held up.
   *
   * @param folder in a repository
   * @param git the program
   * @param timeout how long to wait for each of its two answers
   */
  static Optional<GitRevision> of(Path folder, String git, Duration timeout) {
    return run(folder, timeout, git, "rev-parse", "--verify", "HEAD")
        .filter(answer -> answer.exitCode() == 0)
        .flatMap(
            head ->
                run(folder, timeout, git, "diff", "--no-ext-diff", "--quiet", "HEAD", "--")
                    .filter(answer -> answer.exitCode() <= 1)
                    .map(changes -> new GitRevision(head.text(), changes.exitCode() == 1)));
  }

  private record Answer(int exitCode, String text) {}

  private static Optional<Answer> run(Path folder, Duration timeout, String... command) {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectError(Redirect.DISCARD);
    // Git would else write what it learns of the files' times, though it was only asked.
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        // Read afterwards: a line is no more than the pipe holds.
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
        byte[] output = process.getInputStream().readAllBytes();
        String text = new String(output, StandardCharsets.UTF_8).strip();
        return Optional.of(new Answer(process.exitValue(), text));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
