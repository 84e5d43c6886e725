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
  private final boolean isEndGiven;

  RecipeDefaults(Recipe recipe, String[] args) {
    this.recipe = recipe;
    this.isEndGiven =
        List.of(args).stream().anyMatch(arg -> arg.equals("--steps") || arg.startsWith("--steps="));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    // Both would say when to stop.
    boolean isReplaced = isEndGiven && option.longestName().equals("--max-steps");
    return isReplaced ? null : recipe.options().get(option.longestName());
  }
}
