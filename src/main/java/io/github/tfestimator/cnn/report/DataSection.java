package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.report.Duplicates.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data: how many examples each class has, some of them, and duplicates. */
final class DataSection {
  private static final int MAX_CLASSES = 1000;
  private static final int MAX_SHEET = 100;
  private static final int MAX_PER_CLASS = 8;
  private static final int MAX_GROUPS = 12;
  private static final int MAX_IN_GROUP = 4;

  private final ImageModel model;
  private final Thumbnails thumbnails;

  private DataSection(ImageModel model, Thumbnails thumbnails) {
    this.model = model;
    this.thumbnails = thumbnails;
  }

  /**
   * Shows the data.
   *
   * @param numbers receives counts and duplicates
   */
  static Section of(ImageModel model, Thumbnails thumbnails, Map<String, Object> numbers) {
    var section = new DataSection(model, thumbnails);
    var duplicates = Duplicates.in(model.data());
    Map<String, Object> object = new LinkedHashMap<>();
    if (model.test().classes() <= MAX_CLASSES) {
      object.put("train_examples_by_class", counts(model.train()));
      object.put("test_examples_by_class", counts(model.test()));
    }
    object.put("duplicates", duplicates.isComplete() ? duplicates.groups().size() : null);
    numbers.put("data", object);
    return new Section(
        "data",
        "Data",
        Markup.of(
            "{}\n<h3>Duplicates</h3>\n{}", section.classes(), section.duplicates(duplicates)));
  }

  private static int[] counts(LabeledImages images) {
    int[] counts = new int[images.classes()];
    for (int label : images.labels()) {
      counts[label]++;
    }
    return counts;
  }

  private Markup classes() {
    int[] train = counts(model.train());
    int[] test = counts(model.test());
    int perClass = Math.max(1, Math.min(MAX_PER_CLASS, MAX_SHEET / train.length));
    List<Markup> rows = new ArrayList<>();
    for (int c = 0; c < Math.min(MAX_CLASSES, train.length); c++) {
      rows.add(
          Markup.of(
              "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"sheet\">{}</td></tr>",
              model.classNames().get(c),
              Texts.count(train[c]),
              Texts.count(test[c]),
              Markup.join(c < MAX_SHEET ? examples(c, perClass) : List.of())));
    }
    return Markup.of(
        """
        <div class="wide"><table class="numbers grid">
        <thead><tr><th scope="col">class</th><th scope="col">training</th><th scope="col">test</th>\
        <th scope="col">first training images</th></tr></thead>
        <tbody>
        {}
        </tbody>
        <tfoot><tr><th scope="row">all</th><td>{}</td><td>{}</td><td></td></tr></tfoot>
        </table></div>
        """,
        Markup.join(rows),
        Texts.count(model.train().size()),
        Texts.count(model.test().size()));
  }

  private List<Markup> examples(int label, int count) {
    List<Markup> examples = new ArrayList<>();
    int[] labels = model.train().labels();
    for (int i = 0; i < labels.length && examples.size() < count; i++) {
      if (labels[i] == label) {
        Optional<Markup> image = thumbnails.of(model.train().images(), i, "training image " + i);
        if (image.isEmpty()) {
          return examples;
        }
        examples.add(image.get());
      }
    }
    return examples;
  }

  private Markup duplicates(Duplicates duplicates) {
    if (!duplicates.isComplete()) {
      return Markup.of("<p>The images are too many to decode them all: not compared.</p>");
    }
    List<List<Place>> groups = duplicates.groups();
    if (groups.isEmpty()) {
      return Markup.of("<p>No two images are equal in every pixel.</p>");
    }
    List<Markup> shown = new ArrayList<>();
    for (List<Place> group : groups.subList(0, Math.min(MAX_GROUPS, groups.size()))) {
      group.stream().limit(MAX_IN_GROUP).forEach(place -> shot(place).ifPresent(shown::add));
    }
    return Markup.of(
        """
        <p>{} groups of images are equal in every pixel: {} have images of training and test set,\
         {} have several labels.</p>
        <div class="shots">{}</div>
        """,
        Texts.count(groups.size()),
        Texts.count(groups.stream().filter(Duplicates::isAcross).count()),
        Texts.count(groups.stream().filter(Duplicates::hasSeveralLabels).count()),
        Markup.join(shown));
  }

  private Optional<Markup> shot(Place place) {
    LabeledImages images = place.isTest() ? model.test() : model.train();
    String name = (place.isTest() ? "test " : "training ") + place.index();
    return thumbnails.of(
        images.images(),
        place.index(),
        name,
        image ->
            Markup.of(
                "<figure class=\"shot\">{}<figcaption>{}<br>{}</figcaption></figure>",
                image,
                name,
                model.classNames().get(place.label())));
  }
}
