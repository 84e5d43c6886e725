package io.github.tfestimator.cnn.cli;

import java.util.List;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A recipe's values as the defaults of the options, so that options beside {@code --recipe} win.
 */
final class RecipeDefaults implements IDefaultValueProvider {
  private final Recipe recipe;
  private final List<String> args;

  RecipeDefaults(Recipe recipe, String[] args) {
    this.recipe = recipe;
    this.args = List.of(args);
  }

  private boolean isGiven(String option) {
    return args.stream().anyMatch(arg -> arg.equals(option) || arg.startsWith(option + "="));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName();
    // Both would say when to stop; and a beta2 belongs to its optimizer.
    boolean isReplaced =
        (name.equals("--max-steps") && isGiven("--steps"))
            || (name.equals("--beta2") && isGiven("--optimizer"));
    return isReplaced ? null : recipe.options().get(name);
  }
}
