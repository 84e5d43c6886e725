package io.github.tfestimator.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that run a class with this process's Java. */
public final class JavaCommand {
  private JavaCommand() {}

  /** Returns the command with the given options of the Java virtual machine. */
  public static ProcessBuilder of(
      List<String> options, String classPath, Class<?> main, Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command);
  }

  /** Returns the command with the options and the class path of this process. */
  public static ProcessBuilder likeThis(Class<?> main, Object... args) {
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return of(options, System.getProperty("java.class.path"), main, args);
  }
}
