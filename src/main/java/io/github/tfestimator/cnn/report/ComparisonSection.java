package io.github.tfestimator.cnn.report;

import io.github.tfestimator.metrics.ConfidenceInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A model beside another one: the same facts, and the test images that one alone has right. */
final class ComparisonSection {
  private static final int MAX_IMAGES = 20;

  private final ReportedModel model;
  private final ReportedModel other;
  private final List<String> names;

  private ComparisonSection(ReportedModel model, ReportedModel other) {
    this.model = model;
    this.other = other;
    this.names = names(model.source(), other.source());
  }

  /** Returns names of two models that tell them apart. */
  static List<String> names(ReportSource model, ReportSource other) {
    return model.name().equals(other.name())
        ? List.of(model.modelDir().toString(), other.modelDir().toString())
        : List.of(model.name(), other.name());
  }

  /**
   * Compares two models.
   *
   * @param thumbnails whose room the images take
   * @param numbers receives the other model's numbers, and how often they agree
   */
  static Section of(
      ReportedModel model,
      ReportedModel other,
      Optional<Thumbnails> thumbnails,
      Map<String, Object> numbers) {
    var section = new ComparisonSection(model, other);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", section.names.get(1));
    object.put("evaluation", other.results().map(TestResults::json).orElse(null));
    List<Markup> body = new ArrayList<>();
    other.source().notices().forEach(notice -> body.add(SummarySection.notice(notice)));
    body.add(section.facts());
    if (model.results().isPresent() && other.results().isPresent()) {
      body.add(
          section.answers(
              model.results().get(), other.results().get(), thumbnails.orElseThrow(), object));
    }
    numbers.put("comparison", object);
    return new Section("comparison", "Comparison with " + section.names.get(1), Markup.join(body));
  }

  private Markup facts() {
    List<Markup> rows = new ArrayList<>();
    row("accuracy", one -> one.results().map(ComparisonSection::accuracy)).ifPresent(rows::add);
    row("loss", one -> one.results().map(r -> Texts.number(r.evaluation().averageLoss())))
        .ifPresent(rows::add);
    row("best evaluation", one -> one.history().best().map(SummarySection::text))
        .ifPresent(rows::add);
    row(
            "step",
            one -> one.checkpoint().findGlobalStep().stream().mapToObj(Texts::count).findFirst())
        .ifPresent(rows::add);
    row("training", one -> SummarySection.training(one.history())).ifPresent(rows::add);
    row("variables", one -> Optional.of(SummarySection.variables(one.checkpoint())))
        .ifPresent(rows::add);
    card("network", rows);
    card("training", rows);
    return Markup.of(
        """
        <div class="wide"><table class="facts">
        <thead><tr><td></td><th scope="col">{}</th><th scope="col">{}</th></tr></thead>
        <tbody>
        {}
        </tbody>
        </table></div>
        """,
        names.get(0),
        names.get(1),
        Markup.join(rows));
  }

  private static String accuracy(TestResults results) {
    ConfidenceInterval interval = EvaluationNumbers.interval(results.evaluation());
    return "%s (%s to %s) of %s"
        .formatted(
            Texts.percent(results.evaluation().accuracy()),
            Texts.percent(interval.low()),
            Texts.percent(interval.high()),
            Texts.count(results.size()));
  }

  private Optional<Markup> row(String name, Function<ReportedModel, Optional<String>> fact) {
    Optional<String> left = fact.apply(model);
    Optional<String> right = fact.apply(other);
    return left.isEmpty() && right.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Markup.of(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                name,
                left.orElse("–"),
                right.orElse("–")));
  }

  /** Adds the facts of a section of the cards that differ. */
  private void card(String section, List<Markup> rows) {
    Map<String, Object> facts = new LinkedHashMap<>(facts(model, section));
    facts.putAll(facts(other, section));
    for (String name : facts.keySet()) {
      Object left = facts(model, section).get(name);
      Object right = facts(other, section).get(name);
      if (left == null || !left.equals(right)) {
        row(name, one -> Optional.ofNullable(facts(one, section).get(name)).map(Texts::fact))
            .ifPresent(rows::add);
      }
    }
  }

  private static Map<String, Object> facts(ReportedModel model, String section) {
    return model
        .source()
        .card()
        .map(card -> card.sections().getOrDefault(section, Map.of()))
        .orElse(Map.of());
  }

  private Markup answers(
      TestResults left, TestResults right, Thumbnails thumbnails, Map<String, Object> numbers) {
    if (!left.test().sha256().equals(right.test().sha256())) {
      return Markup.of("<p>The models have different test images: no answers to compare.</p>");
    }
    List<Integer> onlyLeft =
        IntStream.range(0, left.size())
            .filter(i -> left.isHit(i) && !right.isHit(i))
            .boxed()
            .toList();
    List<Integer> onlyRight =
        IntStream.range(0, left.size())
            .filter(i -> !left.isHit(i) && right.isHit(i))
            .boxed()
            .toList();
    double chance = SignTest.twoSided(onlyLeft.size(), onlyRight.size());
    numbers.put("only_model_right", onlyLeft.size());
    numbers.put("only_other_right", onlyRight.size());
    numbers.put("mcnemar_p", chance);
    return Markup.of(
        """
        <p>{} alone is right on {} of the test images, {} alone on {}. Models equally good differ so\
         much, or more, with a probability of {} (McNemar's exact test).</p>
        <h3>{} alone is right; the answers are those of {}</h3>
        {}
        <h3>{} alone is right; the answers are those of {}</h3>
        {}
        """,
        names.get(0),
        Texts.count(onlyLeft.size()),
        names.get(1),
        Texts.count(onlyRight.size()),
        Texts.number(chance),
        names.get(0),
        names.get(1),
        Shots.gallery(right, first(onlyLeft), thumbnails),
        names.get(1),
        names.get(0),
        Shots.gallery(left, first(onlyRight), thumbnails));
  }

  private static List<Integer> first(List<Integer> images) {
    return images.subList(0, Math.min(MAX_IMAGES, images.size()));
  }
}
