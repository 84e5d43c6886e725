package io.github.tfestimator.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of libraries with the names of NVIDIA's, made by this machine's C compiler. */
final class StandInLibraries {
  private final Path folder;

  private StandInLibraries(Path folder) {
    this.folder = folder;
  }

  /** Makes all of them, and a driver with two chips. */
  static StandInLibraries in(Path folder) throws IOException, InterruptedException {
    assumeTrue(isThere("cc"), "there is no C compiler, cc");
    Path empty = folder.resolve("empty.so");
    compile(Path.of("/dev/null"), empty);
    for (CudaLibrary library : CudaLibrary.ALL) {
      Files.copy(empty, folder.resolve(library.name()));
    }
    compile(Path.of("src/test/resources/doctor/driver.c"), folder.resolve(CudaLibrary.DRIVER));
    return new StandInLibraries(folder);
  }

  private static boolean isThere(String program) {
    for (String path : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(path, program))) {
        return true;
      }
    }
    return false;
  }

  private static void compile(Path source, Path library) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC"));
    command.addAll(List.of("-o", library.toString(), "-x", "c", source.toString()));
    Process compiler = new ProcessBuilder(command).inheritIO().start();
    assertThat(compiler.waitFor()).isZero();
  }

  Path folder() {
    return folder;
  }

  void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  /** Leaves a file without content, as a download that broke off. */
  void truncate(String name) throws IOException {
    Files.write(folder.resolve(name), new byte[0]);
  }
}
