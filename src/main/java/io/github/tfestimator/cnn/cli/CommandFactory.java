package io.github.tfestimator.cnn.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import picocli.CommandLine;

/** Makes commands, handing the console to those that want one. */
record CommandFactory(Console console) implements CommandLine.IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    boolean wantsConsole =
        Arrays.stream(type.getDeclaredConstructors())
            .map(Constructor::getParameterTypes)
            .anyMatch(types -> types.length == 1 && types[0] == Console.class);
    if (!wantsConsole) {
      return CommandLine.defaultFactory().create(type);
    }
    try {
      return type.getDeclaredConstructor(Console.class).newInstance(console);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
