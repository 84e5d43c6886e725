package io.github.tfestimator.cnn.report;

import java.util.List;
import java.util.Map;

/** Training images whose label may be wrong. */
final class LabelsSection {
  private static final int MAX_IMAGES = 40;

  private LabelsSection() {}

  /**
   * Searches, and shows what was found.
   *
   * @param folds parts of the training set
   * @param numbers receives the suspects
   */
  static Section of(
      ImageModel model, int folds, Thumbnails thumbnails, Map<String, Object> numbers) {
    LabelCheck check = LabelCheck.of(model, folds);
    List<Integer> shown =
        check.suspects().subList(0, Math.min(MAX_IMAGES, check.suspects().size()));
    numbers.put("suspicious_labels", Shots.json(check.results(), "training_image", shown));
    return new Section(
        "labels",
        "Suspicious labels",
        Markup.of(
            """
            <p>{} of {} training images: {} models, each trained without a part of them, disagree with\
             their labels and are as sure as they usually are. label → answer, the surest first.\
             Look before you change one: some are hard, not wrong.</p>
            {}
            """,
            Texts.count(check.suspects().size()),
            Texts.count(model.train().size()),
            folds,
            Shots.gallery(check.results(), shown, thumbnails)));
  }
}
