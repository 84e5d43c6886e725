package io.github.tfestimator.cnn.report;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.metrics.ConfusionMatrix;
import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.SummaryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report of a training: one HTML file with its images and numbers, without a network. */
public final class TrainingReport {
  /** The report's largest size, in bytes. */
  public static final int MAX_BYTES = 1_500_000;

  /** Of that, what images and their captions may take. */
  private static final int IMAGE_BYTES = 900_000;

  /** Of that, what is kept for the cells of the confusion matrix. */
  private static final int CELL_BYTES = 300_000;

  private static final int MISTAKES = 50;
  private static final int HITS = 20;
  private static final int MAX_SESSIONS = 200;
  private static final Gson GSON = gson();
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private final ReportedModel model;
  private final Optional<ReportedModel> other;
  private final int labelFolds;
  private final List<Section> sections = new ArrayList<>();
  private final Map<String, Chart> charts = new LinkedHashMap<>();
  private final Map<String, Object> numbers = new LinkedHashMap<>();
  private final List<Section> dataSections = new ArrayList<>();
  private final Optional<Thumbnails> thumbnails;

  private TrainingReport(ReportedModel model, Optional<ReportedModel> other, int labelFolds) {
    this.model = model;
    this.other = other;
    this.labelFolds = labelFolds;
    thumbnails =
        model
            .source()
            .images()
            .map(images -> new Thumbnails(images.scaler(), IMAGE_BYTES - CELL_BYTES));
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
    return html(source, Optional.empty(), 0);
  }

  /**
   * Makes the report of a model, beside another one.
   *
   * @param source the model
   * @param other what it is compared with
   * @param labelFolds the number of models to search for wrong labels with, each trained without
   *     another part of the training set; 0 for no search
   * @return the HTML file
   * @throws ReportException as above, also of the other model
   * @throws CheckpointException as above
   * @throws SummaryException as above
   * @throws IllegalArgumentException if labelFolds is negative, or 1
   */
  public static String html(ReportSource source, Optional<ReportSource> other, int labelFolds) {
    if (labelFolds < 0 || labelFolds == 1) {
      throw new IllegalArgumentException("checkLabels (" + labelFolds + ") must be 2 or more");
    }
    return new TrainingReport(
            ReportedModel.open(source), other.map(ReportedModel::open), labelFolds)
        .html();
  }

  private String html() {
    Optional<TestResults> results = model.results();
    sections.add(SummarySection.of(model));
    other.ifPresent(
        second -> sections.add(ComparisonSection.of(model, second, thumbnails, numbers)));
    sections.add(CurvesSection.of(model, other, charts));
    try (var timeline = Timeline.of(model.source(), model.checkpoint())) {
      Optional<Section> filters = InsideSection.of(model.checkpoint(), timeline);
      if (results.isPresent()) {
        addTested(model.source().images().orElseThrow(), results.get(), filters);
      } else {
        addEvaluated();
        filters.ifPresent(sections::add);
      }
      sections.add(
          SpreadSection.of(model.checkpoint(), timeline, model.source().images(), numbers));
    }
    sections.add(SpeedSection.of(model, charts, numbers));
    sections.addAll(dataSections);
    addNumbers();
    String page = ReportPage.of(model.source().name(), sections, GSON.toJson(numbers));
    int size = page.getBytes(StandardCharsets.UTF_8).length;
    if (size > MAX_BYTES) {
      LOG.warn(
          "The report has {}, more than the usual {}.", Texts.bytes(size), Texts.bytes(MAX_BYTES));
    }
    return page;
  }

  private void addTested(ImageModel images, TestResults tested, Optional<Section> filters) {
    Thumbnails room = thumbnails.orElseThrow();
    Section mistakes = mistakes(tested, room);
    Optional<Section> inside =
        filters.map(section -> InsideSection.of(section, images, model.checkpoint(), room));
    dataSections.add(DataSection.of(images, room, numbers));
    if (labelFolds > 0) {
      dataSections.add(LabelsSection.of(images, labelFolds, room, numbers));
    }
    // The matrix also takes the room that the other images leave.
    room.add(CELL_BYTES);
    Optional<ConfusionMatrix> matrix = EvaluationNumbers.matrix(tested.evaluation());
    matrix.ifPresent(
        counts -> {
          var cells = Optional.of(new ConfusionCells(tested, room));
          sections.add(ClassesSection.of(counts, images.classNames()));
          sections.add(ConfusionSection.of(counts, images.classNames(), cells));
        });
    sections.add(mistakes);
    sections.add(CalibrationSection.of(tested, numbers));
    inside.ifPresent(sections::add);
  }

  /** Adds the matrices of the last evaluation, whose images aren't at hand. */
  private void addEvaluated() {
    List<EvaluationRecord> evaluations = model.history().evaluations();
    if (evaluations.isEmpty()) {
      return;
    }
    EvaluationRecord last = evaluations.get(evaluations.size() - 1);
    last.confusionMatrices().values().stream()
        .limit(1)
        .map(ConfusionMatrix::new)
        .forEach(
            matrix -> {
              List<String> names = model.source().classNames(matrix.classes());
              sections.add(ClassesSection.of(matrix, names));
              sections.add(ConfusionSection.of(matrix, names, Optional.empty()));
            });
    Map<String, List<List<Long>>> small = new TreeMap<>(last.confusionMatrices());
    small.values().removeIf(rows -> rows.size() > EvaluationHistory.MAX_MATRIX_CLASSES);
    numbers.put("confusion_matrices", small);
  }

  private Section mistakes(TestResults tested, Thumbnails room) {
    List<Integer> mistakes = tested.mistakes();
    List<Integer> worst = mistakes.subList(0, Math.min(MISTAKES, mistakes.size()));
    List<Integer> hits = tested.hits();
    List<Integer> unsure = hits.subList(0, Math.min(HITS, hits.size()));
    numbers.put("worst_mistakes", Shots.json(tested, "test_image", worst));
    numbers.put("least_sure_hits", Shots.json(tested, "test_image", unsure));
    return new Section(
        "mistakes",
        "Mistakes",
        Markup.of(
            """
            <p>{}Images are shown as the network sees them{}.</p>
            {}
            <h3>The {} least sure hits</h3>
            {}
            """,
            worst.isEmpty()
                ? "There are no mistakes. "
                : "The worst %d of %s mistakes, the surest first: label → answer, and its probability. "
                    .formatted(worst.size(), Texts.count(mistakes.size())),
            isShrunk(tested) ? ", but smaller" : "",
            Shots.gallery(tested, worst, room),
            unsure.size(),
            Shots.gallery(tested, unsure, room)));
  }

  /** Returns what writes null for NaN and infinities, which JSON doesn't have. */
  private static Gson gson() {
    JsonSerializer<Number> finite =
        (number, type, context) ->
            Double.isFinite(number.doubleValue()) ? new JsonPrimitive(number) : JsonNull.INSTANCE;
    var builder =
        new GsonBuilder()
            .serializeNulls()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES);
    for (Class<?> type : List.of(float.class, Float.class, double.class, Double.class)) {
      builder.registerTypeAdapter(type, finite);
    }
    return builder.create();
  }

  private static boolean isShrunk(TestResults tested) {
    return Math.max(tested.test().images().rows(), tested.test().images().columns())
        > Thumbnails.MAX_SIDE;
  }

  private void addNumbers() {
    ReportSource source = model.source();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", source.name());
    facts.put("checkpoint", model.checkpoint().prefix().getFileName().toString());
    model.checkpoint().findGlobalStep().ifPresent(step -> facts.put("global_step", step));
    facts.put("variables", model.checkpoint().shapes());
    numbers.put("model", facts);
    numbers.put("card", source.card().map(card -> card.sections()).orElse(null));
    numbers.put("evaluation", model.results().map(TestResults::json).orElse(null));
    numbers.put("evaluations", HistoryJson.of(model.history().evaluations()));
    List<TrainingEvents.Session> sessions = model.history().events().sessions();
    numbers.put("session_count", sessions.size());
    numbers.put("sessions", Spaced.of(sessions, MAX_SESSIONS));
    Map<String, Object> drawn = new LinkedHashMap<>();
    charts.forEach((name, chart) -> drawn.put(name, chart.json()));
    numbers.put("charts", drawn);
  }
}
