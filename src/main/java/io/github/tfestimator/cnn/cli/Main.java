package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.distribute.PeerLostException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Handler;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code scripts/cnn}: its commands, and the exit code of each outcome. */
@Command(
    name = "cnn",
    description = "The TensorFlow tutorial \"CNN image classification\" (MNIST), in Java.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    footer = {
      "",
      "scripts/cnn --build gpu [COMMAND] makes the build for GPUs, and keeps it; --build cpu the one for CPUs.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage.",
      "A signal drains a server, and ends a training after its step, saved: 130 (Ctrl-C), 143 (SIGTERM), 129 (SIGHUP);",
      "a second one ends it at once. In a cluster: 75 if another task was lost; start again, and it resumes.",
    })
public final class Main {
  /** The file that messages go to while scripts/cnn filters what the natives print to stderr. */
  private static final String MESSAGES = "cnn.messages";

  private static final String TERMINAL = "cnn.terminal";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the versions of the program, TensorFlow and Java, and exit.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces, and what TensorFlow's native library prints.")
  private boolean verbose;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "Print results, warnings and errors alone: no progress, no log.")
  private boolean quiet;

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // In Arabic, Persian and other languages Java writes numbers by other digits, also where
    // TensorFlow Java names a graph's nodes, which may have those of ASCII alone.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    // Not System.out, which keeps a full disk to itself.
    var out = new FileOutputStream(FileDescriptor.out);
    int exitCode = run(args, new Console(out, messages(), Boolean.getBoolean(TERMINAL)));
    if (exitCode == PeerLostException.EXIT_CODE) {
      // TensorFlow's runtime may wait for the lost task for good.
      Runtime.getRuntime().halt(exitCode);
    }
    System.exit(exitCode);
  }

  private static PrintStream messages() {
    String path = System.getProperty(MESSAGES);
    if (path != null) {
      try {
        return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
      } catch (IOException e) {
        // Not every kind of stream can be opened again by its path; stderr still can be written.
      }
    }
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }

  /** Runs a command line and returns the exit code. */
  static int run(String[] args, Console console) {
    Main program = new Main();
    CommandLine line = program.commandLine(console);
    Handler log = console.openLog();
    try {
      if (args.length == 0) {
        line.usage(line.getOut());
        return CommandLine.ExitCode.USAGE;
      }
      Recipe.in(args)
          .ifPresent(recipe -> line.setDefaultValueProvider(new RecipeDefaults(recipe, args)));
      int exitCode = line.execute(args);
      return console.failure().isEmpty() ? exitCode : unwritten(console);
    } catch (LinkageError | OutOfMemoryError e) {
      return program.failed(e, line, console);
    } finally {
      log.close();
      console.clearBar();
    }
  }

  private CommandLine commandLine(Console console) {
    var line = new CommandLine(this);
    List.of(
            new RunCommand(console),
            new TrainCommand(console),
            new TrainAndEvaluateCommand(console),
            new EvaluateCommand(console),
            new ReportCommand(console),
            new CalibrateCommand(console),
            new PredictCommand(console),
            new ExportCommand(console),
            new ServeCommand(console),
            new InspectCommand(console),
            new DoctorCommand(console))
        .forEach(line::addSubcommand);
    // Options from a file would get past the recipes and the check below.
    return line.setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, Main::path)
        .setExecutionStrategy(
            parsed -> {
              console.setQuiet(quiet);
              return executeOnce(parsed);
            })
        .setParameterExceptionHandler((e, rest) -> wrongUsage(e, console))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command, console))
        .setOut(console.resultWriter());
  }

  /** Refuses options that are given twice: of a group, the first ones would be forgotten. */
  private static int executeOnce(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    Set<OptionSpec> given = new HashSet<>();
    List<String> arguments = parsed.originalArgs();
    int end = arguments.indexOf("--");
    for (String argument : end < 0 ? arguments : arguments.subList(0, end)) {
      String name = argument.replaceFirst("=.*", "");
      OptionSpec option = last.commandSpec().findOption(name);
      if (option != null && name.length() > 1 && !option.isMultiValue() && !given.add(option)) {
        throw new CommandLine.ParameterException(
            last.commandSpec().commandLine(), name + " is given twice; give it once");
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Refuses an empty path, as of a variable that isn't set: it would be the current folder. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new CommandLine.TypeConversionException("'' names no file or folder");
    }
    return Path.of(text);
  }

  private static int unwritten(Console console) {
    console.message(
        "cnn: the results can't be written to standard output: %s. Make room, or send them elsewhere."
            .formatted(console.failure().get().getMessage()));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int wrongUsage(CommandLine.ParameterException e, Console console) {
    console.message("cnn: " + ErrorMessages.of(e));
    console.message("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Throwable e, CommandLine line, Console console) {
    if (e instanceof StopSignals.StoppedException stopped) {
      console.message(stopped.getMessage());
      return stopped.exitCode();
    }
    if (verbose) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.message(trace.toString().stripTrailing());
    }
    // The arguments that our own checks refuse come from the command line.
    if (e instanceof IllegalArgumentException && !ErrorMessages.isOfTensorFlow(e)) {
      console.message("cnn: " + ErrorMessages.withOptions(e.getMessage(), line.getCommandSpec()));
      console.message("Try: " + line.getCommandSpec().qualifiedName() + " --help");
      return CommandLine.ExitCode.USAGE;
    }
    console.message("cnn: " + ErrorMessages.of(e));
    return e instanceof PeerLostException
        ? PeerLostException.EXIT_CODE
        : CommandLine.ExitCode.SOFTWARE;
  }

  /** The lines that {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var build = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("build.properties")) {
        build.load(in);
      }
      return new String[] {
        "cnn " + build.getProperty("version"),
        "TensorFlow " + TensorFlow.version(),
        "Java " + Runtime.version(),
      };
    }
  }
}
