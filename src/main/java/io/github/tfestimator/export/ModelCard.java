package io.github.tfestimator.export;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the reader of an export should know of the model: facts in sections. Immutable.
 *
 * @param title of the card
 * @param sections by name, in the order of the card, facts by name
 */
public record ModelCard(String title, Map<String, Map<String, Object>> sections) {

  /**
   * @param title of the card
   * @return a card without facts
   */
  public static ModelCard titled(String title) {
    return new ModelCard(title, Map.of());
  }

  /**
   * @param section such as {@code data}
   * @param facts by name
   * @return the card with that section after the others
   */
  public ModelCard with(String section, Map<String, Object> facts) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>(sections);
    all.put(section, facts);
    return new ModelCard(title, all);
  }
}
