package io.github.tfestimator.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.doctor.Finding.Status;
import io.github.tfestimator.estimator.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class DoctorTest {
  private static final Set<String> HOST =
      Set.of("Platform", "JDK", "Build", "CPU", "Memory", "Natives' cache", "TensorFlow", "CPU:0");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void thisMachineComputes() {
    List<Finding> findings = Doctor.examine(LIMIT);
    // The build for GPUs may lack one, and what belongs to it.
    assertThat(findings)
        .filteredOn(finding -> !Devices.isGpuBuild() || HOST.contains(finding.subject()))
        .noneMatch(finding -> finding.status() == Status.FAILED);
    assertThat(find(findings, "TensorFlow").text()).startsWith("2.");
    assertThat(find(findings, "CPU:0").text()).matches("a step works, in \\d+ ms");
  }

  @Test
  void refusesATimeThatIsNone() {
    assertThatThrownBy(() -> Doctor.examine(Duration.ZERO))
        .hasMessage("stepLimit (PT0S) must be a positive time");
  }

  private static Finding find(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError(subject + " isn't in " + findings));
  }

  /**
   * Machines with the build for GPUs, as far as libraries and a driver of a few lines make them.
   */
  @Nested
  @EnabledOnOs(OS.LINUX)
  class WithStandIns {
    private StandInLibraries libraries;

    @BeforeEach
    void compile() throws IOException, InterruptedException {
      libraries = StandInLibraries.in(folder);
    }

    private List<Finding> examine(String driver, Duration limit) {
      Machine here = Machine.here();
      var machine =
          new Machine(
              folder,
              here.platform(),
              List.of(here.platform() + "-gpu"),
              here.cache(),
              Map.of("LD_LIBRARY_PATH", folder.toString(), "FAKE_DRIVER", driver));
      return Doctor.examine(machine, limit);
    }

    @Test
    void showsEachLibraryDriverAndChip() {
      List<Finding> findings = examine("works", LIMIT);
      for (CudaLibrary library : CudaLibrary.ALL) {
        assertThat(find(findings, library.name()))
            .isEqualTo(Finding.ok(library.name(), folder.resolve(library.name()).toString()));
      }
      assertThat(find(findings, "Driver")).isEqualTo(Finding.ok("Driver", "for CUDA 12.5"));
      assertThat(find(findings, "Chip 0"))
          .isEqualTo(
              Finding.ok("Chip 0", "Big Card, compute capability 9.0, 70000 of 80000 MiB free"));
      Finding old = find(findings, "Chip 1");
      assertThat(old.status()).isEqualTo(Status.FAILED);
      assertThat(old.text()).isEqualTo("Small Card, compute capability 5.2");
      if (Devices.isGpuBuild()) {
        // TensorFlow calls more of a driver than the stand-in has.
        assertThat(find(findings, "Devices").text()).startsWith("TensorFlow can't list them: ");
        return;
      }
      assertThat(find(findings, "CPU:0").status()).isEqualTo(Status.OK);
      assertThat(find(findings, "GPU").text())
          .isEqualTo("TensorFlow sees none, and computes on the CPU");
    }

    @Test
    void namesTheLibraryThatIsMissing() throws IOException {
      libraries.delete("libcudnn.so.9");
      libraries.truncate("libcufft.so.11");
      libraries.delete("libcupti.so.12");
      List<Finding> findings = examine("works", LIMIT);
      Finding missing = find(findings, "libcudnn.so.9");
      assertThat(missing.status()).isEqualTo(Status.FAILED);
      assertThat(missing.text()).startsWith("cannot open shared object file");
      assertThat(missing.remedy().orElseThrow())
          .contains("pip install nvidia-cudnn-cu12==9.3.0.75", "LD_LIBRARY_PATH");
      assertThat(find(findings, "libcufft.so.11").text()).endsWith("file too short");
      assertThat(find(findings, "libcupti.so.12").status()).isEqualTo(Status.WARNING);
      assertThat(find(findings, "libcublas.so.12").status()).isEqualTo(Status.OK);
    }

    @Test
    void tellsAMachineWithoutADriver() throws IOException {
      libraries.delete(CudaLibrary.DRIVER);
      Finding driver = find(examine("works", LIMIT), "Driver");
      assertThat(driver.status()).isEqualTo(Status.FAILED);
      assertThat(driver.text()).startsWith("libcuda.so.1: cannot open shared object file");
      assertThat(driver.remedy().orElseThrow()).contains("Install NVIDIA's driver", "--gpus all");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "no-device | Driver | FAILED | cuInit failed with CUDA_ERROR_NO_DEVICE",
          "ancient | Driver | FAILED | for CUDA 11.8",
          "old | Driver | WARNING | for CUDA 12.2",
          "hidden | GPU | FAILED | the driver has none",
          "future | Chip 0 | WARNING | Big Card, compute capability 10.0, 70000 of 80000 MiB free",
          "busy | Chip 0 | WARNING | Big Card, compute capability 9.0, 500 of 80000 MiB free",
          "full | Chip 0 | FAILED | Big Card, compute capability 9.0, but cuDevicePrimaryCtxRetain failed with CUDA_ERROR_OUT_OF_MEMORY",
          "crashes | Driver | FAILED | the process ended with 134: ",
        })
    void tellsWhatTheDriverDoes(String driver, String subject, Status status, String text) {
      Finding finding = find(examine(driver, LIMIT), subject);
      assertThat(finding.status()).isEqualTo(status);
      assertThat(finding.text()).startsWith(text);
      assertThat(finding.remedy()).isNotEqualTo(Optional.empty());
    }

    @Test
    void endsInTimeWhereTheDriverHangs() {
      long start = System.nanoTime();
      List<Finding> findings = examine("hangs", Duration.ofSeconds(8));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
      Finding driver = find(findings, "Driver");
      assertThat(driver.status()).isEqualTo(Status.FAILED);
      assertThat(driver.text()).isEqualTo("it didn't answer within 8 s");
      assertThat(find(findings, "libcudnn.so.9").status()).isEqualTo(Status.OK);
    }
  }
}
