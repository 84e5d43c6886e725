package io.github.tfestimator.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Excerpt;
import io.github.tfestimator.savedmodel.ForeignFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code checkpoint}: which checkpoints a model directory has, the newest one last, as a
 * CheckpointState in protobuf's text format. TensorFlow Java has no class for it.
 *
 * @param newest the prefix to go on from
 * @param all the prefixes, oldest first
 */
record CheckpointState(Path newest, List<Path> all) {
  private static final String FILE = "checkpoint";
  private static final Pattern LINE =
      Pattern.compile(
          "(all_)?model_checkpoint_path(s)?\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*[,;]?");

  /** Names in other forms of protobuf's text, in pieces or by apostrophes, which nobody writes. */
  private static final Pattern NAME =
      Pattern.compile("((all_)?model_checkpoint_paths?\\s*:\\s*)?'|\"");

  /** The newest one, those before it, and only then those that are listed after it. */
  List<Path> newestFirst() {
    List<Path> order = new ArrayList<>(all);
    Collections.reverse(order);
    int after = Math.max(0, order.indexOf(newest));
    Collections.rotate(order, -after);
    order.remove(newest);
    order.add(0, newest);
    return order;
  }

  /**
   * Reads a model directory's state; there is none before the first checkpoint. Checkpoints without
   * a state are an error: a training that began anew would overwrite them.
   */
  static Optional<CheckpointState> read(Path modelDir) {
    Path file = modelDir.resolve(FILE);
    List<Path> all = new ArrayList<>();
    Optional<Path> newest = Optional.empty();
    try {
      String text = new String(BoundedFiles.readRegular(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches()) {
          Path prefix = modelDir.resolve(TextFormat.unescapeBytes(matcher.group(3)).toStringUtf8());
          if (matcher.group(1) == null) {
            newest = Optional.of(prefix);
          } else {
            all.add(prefix);
          }
        } else if (NAME.matcher(line.strip()).lookingAt()) {
          throw new CheckpointException(
              "%s has a line that can't be read: %s. Write model_checkpoint_path: \"NAME\", a line for each name."
                  .formatted(file, Excerpt.of(line)));
        }
      }
    } catch (NoSuchFileException e) {
      Optional<String> unnamed = CheckpointFiles.newestIn(modelDir);
      if (unnamed.isPresent() && Files.exists(file)) {
        return read(modelDir); // A training beside has just saved its first one.
      }
      if (unnamed.isPresent()) {
        throw new CheckpointException(file + " is missing" + whatToWrite(unnamed.get()));
      }
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isRegularFile(modelDir)) {
        throw new CheckpointException(
            "There is no model directory at %s.%s".formatted(modelDir, ForeignFile.hint(modelDir)));
      }
      throw new CheckpointException(
          "Can't read %s: %s. Choose another model directory, or mend this one."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    } catch (InvalidPathException e) {
      throw new CheckpointException(file + " names no file: " + Excerpt.of(e.getMessage()), e);
    }
    if (newest.isEmpty()) {
      String name = CheckpointFiles.newestIn(modelDir).orElse("model.ckpt-N");
      throw new CheckpointException(file + " names no checkpoint" + whatToWrite(name));
    }
    return Optional.of(new CheckpointState(newest.get(), List.copyOf(all)));
  }

  private static String whatToWrite(String name) {
    return ": write the line model_checkpoint_path: \"%s\" into it, or move that file and all model.ckpt files away to train anew."
        .formatted(name);
  }

  /** Writes the state, with paths relative to the model directory, so that it can be moved. */
  void write(Path modelDir) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(line(modelDir, "model_checkpoint_path", newest));
    for (Path prefix : all) {
      text.append(line(modelDir, "all_model_checkpoint_paths", prefix));
    }
    AtomicFiles.write(modelDir.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String line(Path modelDir, String field, Path prefix) {
    Path path = modelDir.equals(prefix.getParent()) ? prefix.getFileName() : prefix;
    return "%s: \"%s\"\n"
        .formatted(field, TextFormat.escapeBytes(ByteString.copyFromUtf8(path.toString())));
  }
}
