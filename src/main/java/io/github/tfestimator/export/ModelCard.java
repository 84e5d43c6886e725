package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Evaluation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model card: facts about an exported model, in sections. Immutable. The SavedModel contains the
 * card as {@value #JSON} and {@value #MARKDOWN}.
 *
 * @param title the title of the card
 * @param sections by name, in the order of the card, facts by name
 * @param evaluation an evaluation, if there was one; it is left out if it is of another checkpoint
 *     than the exported one
 */
public record ModelCard(
    String title, Map<String, Map<String, Object>> sections, Optional<Evaluation> evaluation) {
  /** The path of the card for programs, below the SavedModel's folder. */
  public static final String JSON = "assets.extra/model_card.json";

  /** The path of the card for readers, below the SavedModel's folder. */
  public static final String MARKDOWN = "assets.extra/model_card.md";

  private static final String TITLE = "title";

  /**
   * Copies the sections.
   *
   * @throws IllegalArgumentException if a section is called {@code title}, or a fact is neither
   *     text, number, truth value, nor a list of such
   */
  public ModelCard {
    Map<String, Map<String, Object>> copy = new LinkedHashMap<>();
    sections.forEach((name, facts) -> copy.put(name, checked(name, facts)));
    sections = Collections.unmodifiableMap(copy);
  }

  /**
   * Returns an empty card.
   *
   * @param title of the card
   * @return a card without facts
   */
  public static ModelCard titled(String title) {
    return new ModelCard(title, Map.of(), Optional.empty());
  }

  /**
   * Returns a card with further facts, added at the end of the section, or in a new section.
   *
   * @param section such as {@code data}
   * @param facts by name, each a text, a number, a truth value, or a list of such; NaN is null in
   *     JSON
   * @return the changed card
   * @throws IllegalArgumentException if the section is called {@code title}, or a fact has another
   *     type
   */
  public ModelCard with(String section, Map<String, ?> facts) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>(sections);
    Map<String, Object> more = new LinkedHashMap<>(all.getOrDefault(section, Map.of()));
    more.putAll(facts);
    all.put(section, more);
    return new ModelCard(title, all, evaluation);
  }

  /**
   * Returns a card with an evaluation.
   *
   * @param measured the evaluation of the exported checkpoint
   * @return the changed card
   */
  public ModelCard with(Evaluation measured) {
    return new ModelCard(title, sections, Optional.of(measured));
  }

  private static Map<String, Object> checked(String section, Map<String, Object> facts) {
    if (section.isBlank() || section.equals(TITLE)) {
      throw new IllegalArgumentException(
          "section (%s) must be called something else".formatted(section));
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    facts.forEach((name, fact) -> copy.put(name, checked(section, name, fact)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object checked(String section, String name, Object fact) {
    if (fact instanceof List<?> list && list.stream().allMatch(ModelCard::isPlain)) {
      return List.copyOf(list);
    }
    if (!isPlain(fact)) {
      throw new IllegalArgumentException(
          "fact %s of section %s (%s) must be a text, a number, a truth value or a list of such"
              .formatted(name, section, fact));
    }
    return fact;
  }

  private static boolean isPlain(Object fact) {
    return fact instanceof String || fact instanceof Number || fact instanceof Boolean;
  }
}
