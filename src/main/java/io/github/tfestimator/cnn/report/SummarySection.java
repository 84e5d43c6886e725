package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.export.ModelCard;
import io.github.tfestimator.metrics.ConfidenceInterval;
import io.github.tfestimator.summary.EvaluationRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts that one wants first, and the model's card. */
final class SummarySection {
  private SummarySection() {}

  static Section of(ReportedModel model) {
    ReportSource source = model.source();
    CheckpointReader checkpoint = model.checkpoint();
    RunHistory history = model.history();
    Optional<TestResults> results = model.results();
    Map<String, String> facts = new LinkedHashMap<>();
    results.ifPresent(
        tested -> {
          ConfidenceInterval interval = EvaluationNumbers.interval(tested.evaluation());
          facts.put(
              "accuracy",
              "%s of %s test images, 95 %% interval %s to %s"
                  .formatted(
                      Texts.percent(tested.evaluation().accuracy()),
                      Texts.count(tested.size()),
                      Texts.percent(interval.low()),
                      Texts.percent(interval.high())));
          facts.put("loss", Texts.number(tested.evaluation().averageLoss()));
        });
    checkpoint.findGlobalStep().ifPresent(step -> facts.put("step", Texts.count(step)));
    history
        .best()
        .filter(best -> results.isEmpty() || history.evaluations().size() > 1)
        .ifPresent(best -> facts.put("best evaluation", text(best)));
    training(history).ifPresent(text -> facts.put("training", text));
    facts.put("variables", variables(checkpoint));
    facts.put("checkpoint", checkpoint.prefix().getFileName().toString());
    List<Markup> body = new ArrayList<>();
    source.notices().forEach(notice -> body.add(notice(notice)));
    history.events().warnings().forEach(warning -> body.add(notice(warning)));
    body.add(table(facts));
    source.card().map(SummarySection::card).ifPresent(body::add);
    return new Section("summary", "Summary", Markup.join(body));
  }

  static Markup notice(String text) {
    return Markup.of("<p class=\"notice\">{}</p>", text);
  }

  static String text(EvaluationRecord best) {
    var text = new StringBuilder("step " + Texts.count(best.globalStep()) + ": ");
    best.metrics()
        .forEach((name, value) -> text.append(name + " " + Texts.number(value)).append(", "));
    return text + "average_loss " + Texts.number(best.averageLoss());
  }

  static Optional<String> training(RunHistory history) {
    List<TrainingEvents.Session> sessions = history.events().sessions();
    double seconds = sessions.stream().mapToDouble(TrainingEvents.Session::seconds).sum();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(
            "%s in %d %s, from its start to its last event"
                .formatted(
                    Texts.seconds(seconds),
                    sessions.size(),
                    sessions.size() == 1 ? "session" : "sessions"));
  }

  static String variables(CheckpointReader checkpoint) {
    long values =
        checkpoint.shapes().values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
            .sum();
    return "%d, with %s numbers".formatted(checkpoint.shapes().size(), Texts.count(values));
  }

  static Markup table(Map<String, ?> facts) {
    List<Markup> rows = new ArrayList<>();
    facts.forEach(
        (name, fact) ->
            rows.add(
                Markup.of(
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", name, Texts.fact(fact))));
    return Markup.of("<table class=\"facts\">\n{}\n</table>", Markup.join(rows));
  }

  private static Markup card(ModelCard card) {
    List<Markup> sections = new ArrayList<>();
    card.sections()
        .forEach((name, facts) -> sections.add(Markup.of("<h3>{}</h3>\n{}", name, table(facts))));
    return Markup.of(
        "<details><summary>Model card: {}</summary>\n{}\n</details>",
        card.title(),
        Markup.join(sections));
  }
}
