package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The score of a model for the images of one kind.
 *
 * @param kind the kind
 * @param images how many images there were
 * @param correct how many digits were found and classified correctly
 * @param sureButWrong how many others got a probability of 0.9 or more
 * @param missed in how many no digit was found
 * @param correctUnfitted how many were classified correctly as they are
 */
record KindScore(
    DigitKind kind, int images, int correct, int sureButWrong, int missed, int correctUnfitted) {
  private record Sample(byte[] file, int label) {}

  /**
   * Draws digits, each in all polarities of the kind, and classifies them, in several threads.
   *
   * @param isUnfittedToo whether to classify the images as they are, too
   */
  static KindScore of(
      DigitKind kind, List<LabeledDigit> digits, KindClassifier model, boolean isUnfittedToo) {
    List<Sample> samples =
        kind.polarities().stream()
            .flatMap(
                isLight ->
                    digits.parallelStream()
                        .map(
                            digit ->
                                new Sample(
                                    kind.file(digit.pixels(), digit.label(), isLight),
                                    digit.label())))
            .toList();
    List<byte[]> files = samples.stream().map(Sample::file).toList();
    List<Classification> fitted = model.fitted(files);
    List<Classification> asTheyAre = isUnfittedToo ? model.asTheyAre(files) : List.of();
    int[] labels = samples.stream().mapToInt(Sample::label).toArray();
    return new KindScore(
        kind,
        labels.length,
        count(fitted, labels, true, 0),
        count(fitted, labels, false, 0.9f),
        (int) fitted.stream().filter(answer -> !answer.found()).count(),
        count(asTheyAre, labels, true, 0));
  }

  private static int count(
      List<Classification> answers, int[] labels, boolean isCorrect, float probability) {
    return (int)
        IntStream.range(0, answers.size())
            .filter(i -> answers.get(i).found())
            .filter(i -> (answers.get(i).classId() == labels[i]) == isCorrect)
            .filter(i -> answers.get(i).probability() >= probability)
            .count();
  }

  KindScore plus(KindScore other) {
    return new KindScore(
        kind,
        images + other.images,
        correct + other.correct,
        sureButWrong + other.sureButWrong,
        missed + other.missed,
        correctUnfitted + other.correctUnfitted);
  }

  double accuracy() {
    return (double) correct / images;
  }

  double unfittedAccuracy() {
    return (double) correctUnfitted / images;
  }

  /** All answers of several kinds together. */
  static KindScore sum(List<KindScore> scores) {
    return scores.stream().reduce(KindScore::plus).orElseThrow();
  }
}
