package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The filters of the first convolution, and what they answer to an image of each class. */
final class InsideSection {
  private static final int MAX_CLASSES = 12;

  private InsideSection() {}

  static Optional<Section> of(CheckpointReader checkpoint, Timeline timeline) {
    return FirstLayer.in(checkpoint)
        .map(
            layer ->
                new Section("inside", "First convolution", filters(layer, checkpoint, timeline)));
  }

  /** Returns the same with activations. */
  static Section of(
      Section filters, ImageModel model, CheckpointReader checkpoint, Thumbnails thumbnails) {
    LabeledImages images = oneOfEachClass(model.test());
    List<Activations> activations = Activations.of(model, checkpoint, images);
    List<Markup> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String name = model.classNames().get(images.labels()[i]);
      rows.add(
          Markup.of(
              "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
              name,
              thumbnails.of(images.images(), i, "a test image of " + name).orElse(Markup.EMPTY),
              thumbnails
                  .of(activations.get(i).image(), "activations for " + name)
                  .orElse(Markup.EMPTY)));
    }
    return new Section(
        filters.id(),
        filters.title(),
        Markup.of(
            """
            {}
            <h3>Activations for one image of each class</h3>
            <p class="hint">After the ReLU, in the filters' order; white is the largest of a row.</p>
            <div class="wide"><table class="grid">
            {}
            </table></div>
            """,
            filters.body(),
            Markup.join(rows)));
  }

  private static LabeledImages oneOfEachClass(LabeledImages test) {
    int[] first =
        IntStream.range(0, test.classes())
            .map(c -> indexOf(c, test.labels()))
            .filter(index -> index >= 0)
            .limit(MAX_CLASSES)
            .toArray();
    return test.select(first);
  }

  private static int indexOf(int label, int[] labels) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).findFirst().orElse(-1);
  }

  private static Markup filters(FirstLayer layer, CheckpointReader checkpoint, Timeline timeline) {
    List<Markup> pieces = new ArrayList<>();
    timeline
        .initial()
        .filter(initial -> layer.shape().equals(initial.shapes().get(layer.name())))
        .ifPresent(
            initial ->
                pieces.add(
                    figure(
                        layer.image(initial, "filters before the training"),
                        "before the training, " + timeline.initialNote())));
    pieces.add(figure(layer.image(checkpoint, "filters after the training"), "after it"));
    return Markup.of(
        """
        <p>{}: {} of {} filters of {}x{}. {}</p>
        <div class="pieces">{}</div>
        """,
        layer.name(),
        layer.filters(),
        layer.shape().get(3),
        layer.shape().get(0),
        layer.shape().get(1),
        layer.shape().get(2) == 1
            ? "Orange weights are positive, blue ones negative."
            : "Gray is 0; a brighter color is positive, a darker one negative.",
        Markup.join(pieces));
  }

  private static Markup figure(Markup image, String caption) {
    return Markup.of(
        "<figure class=\"small\">{}<figcaption>{}</figcaption></figure>", image, caption);
  }
}
