package io.github.tfestimator.cnn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code scripts/cnn} by itself, with a Maven and a Java that only say what they get.
 */
@EnabledOnOs(OS.LINUX)
class ScriptTest {
  /** As the build for GPUs prints on a machine without one of CUDA's libraries. */
  private static final String CHATTER =
      """
      WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
      E0000 00:00:1.1   42 cuda_dnn.cc:8310] Unable to register cuDNN factory: Attempting to register ...
      W0000 00:00:1.2   42 gpu_device.cc:2344] Cannot dlopen some GPU libraries. Please make sure ...
      Skipping registering GPU devices...
      I0000 00:00:1.3   42 mlir_graph_optimization_pass.cc:401] MLIR V1 optimization pass is not enabled
      W0000 00:00:1.4   42 nvptx_compiler.cc:930] Can't find libdevice directory. Searched in:
        ./cuda_sdk_lib
      INFO:tensorflow:Done.
      """;

  @TempDir private Path root;
  private Path script;

  @BeforeEach
  void copyTheScript() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the build for GPUs is for x86-64");
    Files.createDirectories(root.resolve("src/main"));
    Files.createFile(root.resolve("pom.xml"));
    Files.writeString(root.resolve("chatter"), CHATTER);
    script = Files.createDirectories(root.resolve("scripts")).resolve("cnn");
    Files.copy(Path.of("scripts/cnn"), script);
    program(
        "mvn",
        """
        [[ " $* " == *" -version "* ]] && { echo "Apache Maven 3.9.9"; exit; }
        echo "$*" >>%1$s/maven.log
        [[ $* =~ -Dclasspath.file=([^\\ ]*) ]]
        sleep 0.$(cat %1$s/tenths 2>/dev/null || echo 0)
        echo %1$s/pom.xml >%1$s/target/${BASH_REMATCH[1]}
        """);
    program(
        "java",
        """
        [[ $1 == -version ]] && { echo 'openjdk version "17.0.1"' >&2; exit; }
        [[ $1 == -m ]] && exit 1
        while [[ $1 != io.github.* ]]; do shift; done
        shift
        echo "program $*"
        cat %1$s/chatter >&2
        """);
  }

  private void program(String name, String body) throws IOException {
    Path file = Files.createDirectories(root.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + body.formatted(root));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Runs the script and returns its lines, of both streams, after its exit code. */
  private List<String> run(Map<String, String> environment, String... args) throws Exception {
    return outcome(start(environment, args));
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("CNN_MAVEN_ARGS");
    builder.environment().remove("JAVA_HOME");
    builder.environment().merge("PATH", root.resolve("bin") + ":", (old, ours) -> ours + old);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> outcome(Process process) throws Exception {
    List<String> lines = new ArrayList<>();
    process.inputReader().lines().forEach(lines::add);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    lines.add(0, Integer.toString(process.exitValue()));
    return lines;
  }

  private List<String> run(String... args) throws Exception {
    return run(Map.of(), args);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(root.resolve("maven.log"));
  }

  @Test
  void keepsTheBuildForGpusUntilAnotherIsChosen() throws Exception {
    assertThat(run("train")).contains("0", "program train");
    assertThat(run("--build", "gpu", "train", "--steps", "5"))
        .contains("0", "program train --steps 5")
        .anyMatch(line -> line.startsWith("cnn: building for GPUs "));
    assertThat(run("evaluate")).contains("program evaluate");
    assertThat(builds()).hasSize(2);
    assertThat(builds().get(0)).isEqualTo("-B -q -Dclasspath.file=cnn.classpath process-classes");
    assertThat(builds().get(1))
        .matches("-B -q -Pgpu -Dclasspath.file=cnn.classpath\\.\\d+ process-classes");

    AtomicFiles.deleteTree(root.resolve("target"));
    assertThat(run("evaluate")).contains("program evaluate");
    assertThat(builds()).hasSize(3).last().asString().contains("-Pgpu");

    assertThat(run("--build=cpu"))
        .contains(
            "0", "cnn: this is the build for CPUs now; scripts/cnn doctor examines the machine.")
        .noneMatch(line -> line.startsWith("program"));
    assertThat(builds()).hasSize(4).last().asString().doesNotContain("-Pgpu");
  }

  @Test
  void keepsOtherArgumentsForMavenToo() throws Exception {
    run(Map.of("CNN_MAVEN_ARGS", "-Dtf.natives=linux-x86_64"), "train");
    run("train");
    assertThat(builds()).hasSize(1).first().asString().contains("-Dtf.natives=linux-x86_64");
    run(Map.of("CNN_MAVEN_ARGS", ""), "train");
    assertThat(builds()).hasSize(2).last().asString().doesNotContain("natives");
    run(Map.of("CNN_MAVEN_ARGS", "-Dtf.natives=linux-x86_64"), "train");
    run(Map.of("CNN_MAVEN_ARGS", ""), "train");
    assertThat(builds()).as("each has a build of its own").hasSize(2);
  }

  @Test
  void oneOfManyBuildsAndTheOthersWait() throws Exception {
    Files.writeString(root.resolve("tenths"), "3");
    List<Process> programs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      programs.add(start(Map.of(), "train"));
    }
    for (Process program : programs) {
      assertThat(outcome(program)).contains("0", "program train");
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aBuildThatWasKilledKeepsNobodyWaiting() throws Exception {
    Files.writeString(root.resolve("tenths"), "9");
    Process killed = start(Map.of(), "train");
    while (!Files.exists(root.resolve("maven.log"))) {
      Thread.sleep(10);
    }
    killed.descendants().forEach(ProcessHandle::destroyForcibly);
    killed.destroyForcibly().waitFor();
    Files.writeString(root.resolve("tenths"), "0");
    assertThat(run("train")).contains("0", "program train");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void filesOfAnyNameCanBeGivenInPlainLocales() throws Exception {
    run("train");
    program(
        "java",
        """
        [[ $1 == -version ]] && { echo 'version "17.0.1"' >&2; exit; }
        echo "LC_ALL=$LC_ALL"
        """);
    assertThat(run(Map.of("LC_ALL", "C"), "train")).contains("0", "LC_ALL=C.UTF-8");
    assertThat(run(Map.of("LC_ALL", "C.UTF-8"), "train")).contains("0", "LC_ALL=C.UTF-8");
  }

  @Test
  void asksJavaForItsVersionOnlyWhereNoFileTellsIt() throws Exception {
    Files.writeString(root.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
    assertThat(run("train"))
        .containsExactly(
            "1", "cnn: java is version 11: install a JDK, 17 or newer, or set JAVA_HOME.");
    Files.writeString(root.resolve("release"), "JAVA_VERSION=\"21\"\n");
    program("java", "[[ $1 == -version ]] || echo \"program\"\n");
    assertThat(run("train")).contains("0", "program");
    Files.delete(root.resolve("release"));
    assertThat(run("train")).last().asString().contains("java is version unknown");
  }

  @Test
  void startsFromAnArchiveOfClassesWhereJavaMakesOne() throws Exception {
    program(
        "java",
        """
        [[ $1 == -version ]] && { echo 'version "17.0.1"' >&2; exit; }
        [[ $* =~ (--file\\ |ArchiveClassesAtExit=)([^\\ ]*) ]] && touch "${BASH_REMATCH[2]}"
        [[ $* =~ SharedArchiveFile=([^\\ ]*) ]] && echo "archive ${BASH_REMATCH[1]}"
        [[ $* =~ -cp\\ ([^\\ :]*) ]] && echo "classes ${BASH_REMATCH[1]}"
        true
        """);
    Path target = root.resolve("target");
    String jar = "classes " + target.resolve("cnn.jar");
    assertThat(run("train"))
        .contains("0", jar, "archive " + target.resolve("cnn.jsa"))
        .noneMatch(line -> line.startsWith("classes") && !line.equals(jar));
    Files.delete(target.resolve("cnn.jsa"));
    assertThat(run("train")).contains("0", jar).noneMatch(line -> line.startsWith("archive"));
    Files.delete(target.resolve("cnn.jar"));
    assertThat(run("train")).contains("0", "classes " + target.resolve("classes"));
    assertThat(builds()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--restarts=1", "--restarts 1", "--restarts=01"})
  void restartsAreTakenWhereverTheyStand(String option) throws Exception {
    run("train");
    program("java", "[[ $1 == -version ]] && { echo 'version \"17.0.1\"' >&2; exit; }\nexit 137\n");
    for (String args : List.of("train " + option, "train " + option + " --quiet")) {
      assertThat(run(args.split(" ")))
          .contains("137", "cnn: ended with 137; starting again (1 of 1)");
    }
  }

  @Test
  void mavenCalledByHandChangesNothing() throws Exception {
    run("--build", "gpu", "train");
    Files.writeString(root.resolve("target/classpath.txt"), "/the/build/for/cpus.jar");
    assertThat(run("train")).contains("0", "program train");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void theFaultsCampaignRunsTheBuildOfTheSameArguments() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python));
    Path faults = Files.createDirectories(root.resolve("src/faults"));
    Files.copy(Path.of("src/faults/machine.py"), faults.resolve("machine.py"));
    for (String arguments : List.of("-o", "", "-o -Dx=1")) {
      run(Map.of("CNN_MAVEN_ARGS", arguments), "train");
      String file = builds().get(builds().size() - 1).replaceFirst(".*-Dclasspath.file=", "");
      Path classpath = root.resolve("target").resolve(file.split(" ")[0]);
      Files.writeString(classpath, "/jars of <" + arguments + ">");
      var process =
          new ProcessBuilder(python.toString(), "-c", "import machine; print(machine.class_path())")
              .directory(faults.toFile())
              .redirectErrorStream(true)
              .start();
      assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).strip())
          .endsWith("/target/classes:/jars of <" + arguments + ">");
    }
  }

  @Test
  void refusesOtherBuilds() throws Exception {
    assertThat(run("--build", "tpu"))
        .containsExactly("2", "cnn: --build takes gpu or cpu, not 'tpu'");
    assertThat(run("--build")).containsExactly("2", "cnn: --build takes gpu or cpu, not ''");
    assertThat(root.resolve("target")).doesNotExist();
  }

  @Test
  void namesTheDoctorWhereANativeLibraryEndsTheProgram() throws Exception {
    run("train");
    program(
        "java",
        "[[ $1 == -version ]] && { echo 'version \"17.0.1\"' >&2; exit; }\nkill -ABRT $$\n");
    assertThat(run("train"))
        .contains(
            "134",
            "cnn: a native library ended the program (signal 6); scripts/cnn doctor says whether CPU, libraries and driver work.");
  }

  @Test
  void dropsWholeMessagesOfTheNativesAndNoHalves() throws Exception {
    run("train");
    assertThat(run("train"))
        .containsExactlyInAnyOrder(
            "0",
            "program train",
            "W0000 00:00:1.4   42 nvptx_compiler.cc:930] Can't find libdevice directory. Searched in:",
            "  ./cuda_sdk_lib",
            "INFO:tensorflow:Done.");
    Files.writeString(
        root.resolve("chatter"),
        "W0000 00:00:1.2   42 gpu_device.cc:2344] Cannot dlopen some GPU libraries.\nOtherwise.");
    assertThat(run("train"))
        .contains(
            "W0000 00:00:1.2   42 gpu_device.cc:2344] Cannot dlopen some GPU libraries.",
            "Otherwise.");
  }
}
