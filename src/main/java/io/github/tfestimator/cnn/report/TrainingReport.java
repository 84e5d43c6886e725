package io.github.tfestimator.cnn.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.metrics.ConfusionMatrix;
import io.github.tfestimator.summary.SummaryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report of a training: one HTML file with its images and numbers, without a network. */
public final class TrainingReport {
  /** The report's largest size, in bytes. */
  public static final int MAX_BYTES = 1_500_000;

  /** Of that, what images may take. */
  private static final int IMAGE_CHARACTERS = 900_000;

  private static final int MISTAKES = 50;
  private static final int HITS = 20;
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private final ReportSource source;
  private final CheckpointReader checkpoint;
  private final RunHistory history;
  private final Optional<TestResults> results;
  private final List<Section> sections = new ArrayList<>();
  private final Map<String, Chart> charts = new LinkedHashMap<>();
  private final Map<String, Object> numbers = new LinkedHashMap<>();

  private TrainingReport(ReportSource source) {
    this.source = source;
    checkpoint =
        CheckpointReader.newestIn(source.modelDir())
            .orElseThrow(
                () ->
                    new ReportException(
                        "There is no checkpoint in %s: train first, or name another --model-dir."
                            .formatted(source.modelDir())));
    history = RunHistory.read(source.modelDir());
    results = source.images().map(model -> TestResults.of(model, checkpoint));
  }

  /**
   * Makes the report of a model. A model of images is evaluated on its test set; the model
   * directory stays as it is.
   *
   * @param source the model
   * @return the HTML file
   * @throws ReportException if the model directory has no checkpoint or can't be read
   * @throws CheckpointException if no checkpoint is whole, or the newest is of another model
   * @throws SummaryException if the evaluations are damaged
   */
  public static String html(ReportSource source) {
    return new TrainingReport(source).html();
  }

  private String html() {
    sections.add(SummarySection.of(source, checkpoint, history, results));
    sections.add(CurvesSection.of(history, charts));
    try (var timeline = Timeline.of(source, checkpoint)) {
      Optional<Section> filters = InsideSection.of(checkpoint, timeline);
      if (results.isPresent()) {
        addTested(source.images().orElseThrow(), results.get(), filters);
      } else {
        filters.ifPresent(sections::add);
      }
    }
    addNumbers();
    return ReportPage.of(source.name(), sections, GSON.toJson(numbers));
  }

  private void addTested(ImageModel model, TestResults tested, Optional<Section> filters) {
    var thumbnails = new Thumbnails(model.scaler(), IMAGE_CHARACTERS);
    // The matrix takes the room that the other images leave.
    Section mistakes = mistakes(tested, thumbnails);
    Optional<Section> inside =
        filters.map(section -> InsideSection.of(section, model, checkpoint, thumbnails));
    Optional<ConfusionMatrix> matrix = EvaluationNumbers.matrix(tested.evaluation());
    matrix.ifPresent(
        counts -> {
          var cells = Optional.of(new ConfusionCells(tested, thumbnails));
          sections.add(ClassesSection.of(counts, model.classNames()));
          sections.add(ConfusionSection.of(counts, model.classNames(), cells));
        });
    sections.add(mistakes);
    sections.add(CalibrationSection.of(tested, numbers));
    inside.ifPresent(sections::add);
  }

  private Section mistakes(TestResults tested, Thumbnails thumbnails) {
    List<Integer> mistakes = tested.mistakes();
    List<Integer> worst = mistakes.subList(0, Math.min(MISTAKES, mistakes.size()));
    List<Integer> hits = tested.hits();
    List<Integer> unsure = hits.subList(0, Math.min(HITS, hits.size()));
    numbers.put("worst_mistakes", Shots.json(tested, worst));
    numbers.put("least_sure_hits", Shots.json(tested, unsure));
    return new Section(
        "mistakes",
        "Mistakes",
        Markup.of(
            """
            <p>The worst {} of {} mistakes, the surest first: label → answer, and its probability.\
             Images are shown as the network sees them{}.</p>
            {}
            <h3>The {} least sure hits</h3>
            {}
            """,
            worst.size(),
            Texts.count(mistakes.size()),
            isShrunk(tested) ? ", but smaller" : "",
            Shots.gallery(tested, worst, thumbnails),
            unsure.size(),
            Shots.gallery(tested, unsure, thumbnails)));
  }

  private static boolean isShrunk(TestResults tested) {
    return Math.max(tested.test().images().rows(), tested.test().images().columns())
        > Thumbnails.MAX_SIDE;
  }

  private void addNumbers() {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", source.name());
    model.put("checkpoint", checkpoint.prefix().getFileName().toString());
    checkpoint.findGlobalStep().ifPresent(step -> model.put("global_step", step));
    model.put("variables", checkpoint.shapes());
    numbers.put("model", model);
    numbers.put("card", source.card().map(card -> card.sections()).orElse(null));
    numbers.put(
        "evaluation",
        results
            .map(tested -> EvaluationNumbers.json(tested.evaluation(), tested.test().classNames()))
            .orElse(null));
    numbers.put("evaluations", history.evaluations().stream().map(HistoryJson::of).toList());
    numbers.put("sessions", history.events().sessions());
    Map<String, Object> drawn = new LinkedHashMap<>();
    charts.forEach((name, chart) -> drawn.put(name, chart.json()));
    numbers.put("charts", drawn);
  }
}
