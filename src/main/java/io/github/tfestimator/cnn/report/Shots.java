package io.github.tfestimator.cnn.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images with their label, the answer and its probability. */
final class Shots {
  private Shots() {}

  /** Returns an image with its caption; none if there is no room. */
  static Optional<Markup> of(TestResults results, int image, Thumbnails thumbnails) {
    List<String> names = results.test().classNames();
    String label = names.get(results.label(image));
    String answer = names.get(results.predicted(image));
    String sure = Texts.percent(results.confidence(image));
    String alt = "image %d, labeled %s".formatted(image, label);
    return thumbnails.of(
        results.test().images(),
        image,
        alt,
        img ->
            Markup.of(
                "<figure class=\"{}\" title=\"image {}\">{}<figcaption><bdi>{}</bdi>{}<br>{}</figcaption></figure>",
                results.isHit(image) ? "shot" : "shot wrong",
                image,
                img,
                label,
                results.isHit(image) ? "" : Markup.of(" → <bdi>{}</bdi>", answer),
                sure));
  }

  /** Returns images side by side. */
  static Markup gallery(TestResults results, List<Integer> images, Thumbnails thumbnails) {
    List<Markup> shots = new ArrayList<>();
    images.forEach(image -> of(results, image, thumbnails).ifPresent(shots::add));
    return Markup.of("<div class=\"shots\">\n{}\n</div>", Markup.join(shots));
  }

  /**
   * Returns the numbers of images.
   *
   * @param kind of the images, for which their places stand
   */
  static List<Map<String, Object>> json(TestResults results, String kind, List<Integer> images) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int image : images) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put(kind, image);
      object.put("label", results.label(image));
      object.put("predicted", results.predicted(image));
      object.put("probability", results.confidence(image));
      object.put("probability_of_label", results.probabilities().get(image)[results.label(image)]);
      all.add(object);
    }
    return all;
  }
}
