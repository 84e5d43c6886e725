package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Mnist;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The program of {@code scripts/kinds}: a Markdown table of how a model classifies all kinds. */
final class KindsTable {
  private KindsTable() {}

  /** Takes the folder of MNIST, the SavedModel and the number of digits of each half. */
  public static void main(String[] args) {
    DataSplit official = Mnist.read(Path.of(args[0]));
    int count = Integer.parseInt(args[2]);
    List<LabeledDigit> tuning = LabeledDigit.half(official, true, count);
    List<LabeledDigit> keptBack = LabeledDigit.half(official, false, count);
    List<KindScore> tuningScores = new ArrayList<>();
    List<KindScore> keptBackScores = new ArrayList<>();
    try (var model = new KindClassifier(Path.of(args[1]))) {
      print(
          "| kind | as they are | tuning half | kept back | images | no digit found | wrong with 0.9 or more |");
      print("|---|---|---|---|---|---|---|");
      for (DigitKind kind : DigitKinds.all()) {
        tuningScores.add(KindScore.of(kind, tuning, model, true));
        keptBackScores.add(KindScore.of(kind, keptBack, model, true));
        printRow(kind.name(), last(tuningScores), last(keptBackScores));
      }
    }
    printRow("all", KindScore.sum(tuningScores), KindScore.sum(keptBackScores));
    printRow("all but tilted and typed", mnistLike(tuningScores), mnistLike(keptBackScores));
  }

  private static KindScore last(List<KindScore> scores) {
    return scores.get(scores.size() - 1);
  }

  private static KindScore mnistLike(List<KindScore> scores) {
    return KindScore.sum(scores.stream().filter(score -> score.kind().isMnistLike()).toList());
  }

  private static void printRow(String name, KindScore tuning, KindScore keptBack) {
    KindScore both = tuning.plus(keptBack);
    print(
        String.format(
            Locale.ROOT,
            "| %s | %.3f | %.3f | %.3f | %d | %d | %d |",
            name,
            both.unfittedAccuracy(),
            tuning.accuracy(),
            keptBack.accuracy(),
            both.images(),
            both.missed(),
            both.sureButWrong()));
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
