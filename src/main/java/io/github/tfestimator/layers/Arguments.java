package io.github.tfestimator.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The optional arguments of one call, found by their kinds. */
final class Arguments {
  private final String user;
  private final List<?> all;

  private Arguments(String user, List<?> all) {
    this.user = user;
    this.all = all;
  }

  /**
   * Sorts optional arguments by type.
   *
   * @param user the name of the layer or loss, for error messages
   * @param all the arguments, in any order
   */
  static Arguments of(String user, Object[] all) {
    for (Object argument : all) {
      Objects.requireNonNull(argument, () -> "null among the arguments of " + user);
    }
    return new Arguments(user, Arrays.asList(all));
  }

  /**
   * Returns the argument of a kind.
   *
   * @throws IllegalArgumentException if there are several of it
   */
  <T> Optional<T> get(Class<T> kind) {
    List<T> given = all.stream().filter(kind::isInstance).map(kind::cast).toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          "%s takes one %s, but was given %s".formatted(user, kind.getSimpleName(), given));
    }
    return given.stream().findFirst();
  }

  /**
   * Refuses arguments that another one leaves without effect.
   *
   * @param reason such as {@code useBias(false) makes no bias}
   * @throws IllegalArgumentException if there is one of these kinds
   */
  void refuse(String reason, Class<?>... kinds) {
    for (Class<?> kind : kinds) {
      if (get(kind).isPresent()) {
        throw new IllegalArgumentException(
            "%s was given a %s, but %s: leave it out"
                .formatted(user, kind.getSimpleName(), reason));
      }
    }
  }
}
