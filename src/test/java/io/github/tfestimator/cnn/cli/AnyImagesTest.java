package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.cnn.data.NpzFiles;
import io.github.tfestimator.cnn.image.ColorFolders;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of any size, color and classes: trained, evaluated, exported and served. */
@Tag("medium")
class AnyImagesTest {
  private static final List<Object> SMALL =
      List.of("--conv", "8,8", "--dense", "32", "--optimizer", "adam", "--learning-rate", "0.003");

  @TempDir Path folder;

  @Test
  void aFolderOfColorImages() throws IOException {
    Path data = ColorFolders.write(folder.resolve("data"), 200);
    Path model = folder.resolve("model");
    Files.writeString(data.resolve("disk/broken.png"), "no image");
    Outcome trained = train(data, model, "--image-size", "24", "--steps", 150);
    assertThat(trained.err()).contains("1 of 601 files of " + data + " were left out.");

    JsonObject evaluated = Program.done("evaluate", "--model-dir", model, "--json").json().get(0);
    assertThat(evaluated.get("accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.95);
    assertThat(evaluated.get("class_names").toString()).contains("disk", ColorFolders.NAMES.get(2));

    Path square = data.resolve(ColorFolders.NAMES.get(2)).resolve("000.png");
    String answer = Program.done("predict", "--model-dir", model, square).out();
    assertThat(answer).startsWith(square + ": " + ColorFolders.NAMES.get(2) + " (");

    Path out = folder.resolve("out");
    Program.done("export", "--model-dir", model, "--export-dir", out);
    assertThat(Program.done("predict", "--saved-model", out, square).out()).isEqualTo(answer);
    try (var classifier = SavedModelClassifier.load(out)) {
      assertThat(classifier.classNames()).isEqualTo(ColorFolders.NAMES);
      byte[] file = Files.readAllBytes(square);
      assertThat(classifier.classifyFile(file, Ink.DETECT).classId()).isEqualTo(2);
      assertThat(Files.readString(classifier.version().resolve("assets.extra/model_card.md")))
          .contains("class_names", "stripes");
    }
  }

  /** Fitted, a dark square on light paper and a light one on dark are one image. */
  @Test
  void grayImagesThatAreNoDigits() throws IOException {
    Path data = folder.resolve("data");
    writeSquares(data.resolve("day"), 220, 30);
    writeSquares(data.resolve("night"), 30, 220);
    Path model = folder.resolve("model");
    String[] size = {"--image-size", "28", "--channels", "1"};
    train(data, model, size[0], size[1], size[2], size[3], "--fit", "never", "--steps", 60);
    JsonObject evaluated = Program.done("evaluate", "--model-dir", model, "--json").json().get(0);
    assertThat(evaluated.get("accuracy").getAsDouble()).isEqualTo(1);

    Path night = data.resolve("night/7.png");
    String answer = Program.done("predict", "--model-dir", model, night).out();
    assertThat(answer).startsWith(night + ": night (");
    Path out = folder.resolve("out");
    Program.done("export", "--model-dir", model, "--export-dir", out);
    assertThat(Program.done("predict", "--saved-model", out, night).out()).isEqualTo(answer);
    try (var classifier = SavedModelClassifier.load(out)) {
      byte[] file = Files.readAllBytes(night);
      assertThat(classifier.classifyFile(file).classId()).isEqualTo(1);
      assertThat(classifier.classifyFile(file, Ink.DETECT).classId()).isEqualTo(1);
    }
    assertThat(Program.run("predict", "--saved-model", out, "--ink", "detect", night).err())
        .contains("ink must be left out");
    assertThat(refused(1, data, model)).contains("--fit never, not auto");
  }

  private static void writeSquares(Path folder, int paper, int ink) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < 50; i++) {
      var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 784; pixel++) {
        int row = pixel / 28 - i % 15;
        int column = pixel % 28 - i * 7 % 15;
        boolean isInk = row >= 0 && row < 10 && column >= 0 && column < 10;
        image.getRaster().setSample(pixel % 28, pixel / 28, 0, isInk ? ink : paper);
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  @Test
  void resumedInTheMiddleOfAnEpochTheBitsAreTheSame() throws IOException {
    Path data = ColorFolders.write(folder.resolve("data"), 20);
    Path once = folder.resolve("once");
    Path twice = folder.resolve("twice");
    train(data, once, "--max-steps", 5);
    train(data, twice, "--max-steps", 2);
    train(data, twice, "--max-steps", 5);
    assertThat(variables(twice)).isEqualTo(variables(once));
  }

  @Test
  void anotherShapeOrOtherClassesAreRefused() throws IOException {
    Path data = ColorFolders.write(folder.resolve("data"), 10);
    Path model = folder.resolve("model");
    train(data, model, "--max-steps", 1);
    assertThat(refused(1, data, model, "--image-size", "16"))
        .contains("--image-size 32x32, not 16x16", "choose another --model-dir");
    train(data, model, "--max-steps", 2, "--image-size", 32, "--channels", 3);
    Files.move(data.resolve("disk"), data.resolve("disc"));
    assertThat(refused(1, data, model)).contains("the classes [disk, ", "not [disc, ");
    assertThat(refused(2, data, folder.resolve("other"), "--classes", 2))
        .contains("--classes (2) must be 3 or more");
    assertThat(refused(2, data, folder.resolve("other"), "--transpose"))
        .contains("--transpose (true) must be left out for image files");
  }

  @Test
  void emnistLikeData() throws IOException {
    Path data = Files.createDirectory(folder.resolve("emnist"));
    byte[] labels = new byte[124];
    byte[] pixels = new byte[124 * 100];
    StringBuilder mapping = new StringBuilder();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 62);
      Arrays.fill(pixels, i * 100, i * 100 + i % 62, (byte) 255);
    }
    String letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < 62; i++) {
      mapping.append(i).append(' ').append((int) letters.charAt(i)).append('\n');
    }
    for (String part : List.of("train", "test")) {
      String start = "emnist-byclass-" + part;
      Files.write(
          data.resolve(start + "-images-idx3-ubyte"), TestFiles.idx(pixels, 2051, 124, 10, 10));
      Files.write(data.resolve(start + "-labels-idx1-ubyte"), TestFiles.idx(labels, 2049, 124));
    }
    Files.writeString(data.resolve("emnist-byclass-mapping.txt"), mapping);
    Path model = folder.resolve("model");
    train(data, model, "--transpose", "--steps", 2);
    assertThat(Files.readString(model.resolve("cnn.json")))
        .contains("\"z\"", "\"transpose\": true");
    String table = Program.done("evaluate", "--model-dir", model).out();
    assertThat(table).contains("61 z", "recall").doesNotContain("predicted");
    Program.done("export", "--model-dir", model, "--export-dir", folder.resolve("out"));
  }

  @Test
  void cifarLikeData() throws IOException {
    Path data = Files.createDirectory(folder.resolve("cifar"));
    byte[] records = new byte[40 * 3073];
    for (int i = 0; i < 40; i++) {
      records[i * 3073] = (byte) (i % 10);
      Arrays.fill(records, i * 3073 + 1, i * 3073 + 1 + 300 * (i % 10), (byte) 200);
    }
    Files.write(data.resolve("data_batch_1.bin"), records);
    Files.write(data.resolve("test_batch.bin"), records);
    Path model = folder.resolve("model");
    train(data, model, "--steps", 2);
    assertThat(Files.readString(model.resolve("cnn.json"))).contains("OFFICIAL", "UNIT");
    Program.done("evaluate", "--model-dir", model, "--misclassified");
  }

  @Test
  void npzData() throws IOException {
    byte[] images = NpzFiles.npy("|u1", "(30, 8, 8)", new byte[30 * 64]);
    byte[] labels = new byte[30];
    labels[3] = 2;
    byte[] y = NpzFiles.npy("|u1", "(30, 1)", labels);
    Path data =
        NpzFiles.write(
            folder.resolve("set.npz"),
            Map.of("x_train", images, "y_train", y, "x_test", images, "y_test", y));
    Path model = folder.resolve("model");
    train(data, model, "--steps", 2, "--classes", 5);
    assertThat(Program.done("evaluate", "--model-dir", model).out()).contains("label");
  }

  private static Outcome train(Path data, Path model, Object... more) {
    return Program.done(args(data, model, more));
  }

  private static String refused(int exitCode, Path data, Path model, Object... more) {
    Outcome outcome = Program.run(args(data, model, more));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
    return outcome.err();
  }

  private static Object[] args(Path data, Path model, Object... more) {
    Stream<Object> first =
        Stream.of("train", "--data", data, "--model-dir", model, "--batch-size", 20);
    return Stream.of(first, SMALL.stream(), Arrays.stream(more)).flatMap(part -> part).toArray();
  }

  private static List<String> variables(Path model) {
    return Program.done("inspect", "--model-dir", model).outLines().stream().skip(1).toList();
  }
}
