package io.github.tfestimator.cnn.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A set of options that go well together, which {@code --recipe} stands for. How they were found:
 * docs/recipes.md.
 */
enum Recipe {
  /** The tutorial's values, which are the defaults of the options. */
  TUTORIAL(""),
  /** The tutorial's network at 99.0 % on MNIST after 60,000 images. */
  FAST(Options.FAST),
  /** A smaller network, at 99 % in half the time. */
  SPRINT(Options.SPRINT),
  /** More accurate on MNIST, in ten minutes on two cores. */
  BEST(Options.BEST);

  /** The options as one would type them. */
  static final class Options {
    static final String FAST =
        "--dropout-rate=0.2 --optimizer=adam --learning-rate=0.003 --beta2=0.9 --warm-up=50"
            + " --decay=linear:900 --average-weights=from:430 --augment=shift --max-steps=600";

    static final String SPRINT =
        "--scaler=unit --conv=16,32 --dense=256 --dropout-rate=0.2 --learning-rate=0.005"
            + " --optimizer=adam --beta2=0.9 --decay=linear:960 --warm-up=50"
            + " --average-weights=from:460 --augment=shift --max-steps=640";

    static final String BEST =
        "--scaler=unit --conv=32,64,128 --kernel=3 --dense=256 --batch-norm=true --optimizer=adam"
            + " --learning-rate=0.003 --decay=linear:17000 --warm-up=300"
            + " --augment=shift,scale,elastic,thickness --max-steps=17000";

    private Options() {}
  }

  private final Map<String, String> options = new LinkedHashMap<>();

  Recipe(String text) {
    for (String option : text.split(" ")) {
      int end = option.indexOf('=');
      if (end > 0) {
        options.put(option.substring(0, end), option.substring(end + 1));
      }
    }
  }

  /** Returns the values by option, such as {@code --optimizer}. */
  Map<String, String> options() {
    return Collections.unmodifiableMap(options);
  }

  /** Finds the recipe that a command line names; none if it names none, or an unknown one. */
  static Optional<Recipe> in(String[] args) {
    List<String> list = List.of(args);
    int at = list.indexOf("--recipe");
    Optional<String> name =
        at >= 0 && at + 1 < args.length
            ? Optional.of(args[at + 1])
            : list.stream()
                .filter(arg -> arg.startsWith("--recipe="))
                .findFirst()
                .map(arg -> arg.substring("--recipe=".length()));
    return name.flatMap(
        text ->
            Arrays.stream(values())
                .filter(recipe -> recipe.toString().equalsIgnoreCase(text))
                .findFirst());
  }

  /** Returns the name, as the option takes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
