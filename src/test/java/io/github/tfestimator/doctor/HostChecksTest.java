package io.github.tfestimator.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that a test makes up. */
class HostChecksTest {
  private static final String LINUX = "linux-x86_64";

  @TempDir private Path root;

  private Finding check(String subject, Machine machine) {
    return HostChecks.of(machine).stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private Machine machine(String platform, String... builds) {
    return new Machine(root, platform, List.of(builds), root.resolve("cache"), Map.of());
  }

  private Finding cpu(String flags) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/cpuinfo"), "processor\t: 0\nflags\t\t: fpu %s\n\n".formatted(flags));
    return check("CPU", machine(LINUX, LINUX));
  }

  @Test
  void refusesPlatformsWithoutNatives() {
    assertThat(check("Platform", machine("linux-ppc64le")).status()).isEqualTo(Status.FAILED);
    assertThat(check("Platform", machine(LINUX)).status()).isEqualTo(Status.OK);
  }

  @Test
  void wantsOneBuildOnTheClassPath() {
    Finding none = check("Build", machine(LINUX));
    assertThat(none.text()).isEqualTo("no natives for linux-x86_64 are on the class path");
    assertThat(none.remedy().orElseThrow()).contains("with the classifier linux-x86_64");
    Finding both = check("Build", machine(LINUX, LINUX, LINUX + "-gpu"));
    assertThat(both.status()).isEqualTo(Status.FAILED);
    assertThat(both.remedy().orElseThrow()).contains("linux-x86_64 and linux-x86_64-gpu");
    assertThat(check("Build", machine(LINUX, LINUX + "-gpu")))
        .isEqualTo(Finding.ok("Build", "for GPUs (linux-x86_64-gpu)"));
    assertThat(check("Build", machine(LINUX, LINUX)))
        .isEqualTo(Finding.ok("Build", "for CPUs (linux-x86_64)"));
  }

  @Test
  void knowsWhatTheNativesNeedOfACpu() throws IOException {
    assertThat(cpu("sse4_2").status()).isEqualTo(Status.FAILED);
    assertThat(cpu("sse4_2").text()).endsWith(" cores without AVX");
    assertThat(cpu("avx").status()).isEqualTo(Status.WARNING);
    assertThat(cpu("avx avx2 fma").status()).isEqualTo(Status.OK);
    assertThat(cpu("avx avx2 fma avx512f").text()).endsWith(" cores with avx avx2 fma avx512f");
  }

  @Test
  void wantsACacheThatCanBeWritten() throws IOException {
    Finding fresh = check("Natives' cache", machine(LINUX, LINUX));
    assertThat(fresh.text()).startsWith(root.resolve("cache") + ", still to be unpacked, ");
    assertThat(root.resolve("cache")).doesNotExist();

    Files.writeString(root.resolve("cache"), "a file");
    Finding file = check("Natives' cache", machine(LINUX, LINUX));
    assertThat(file.status()).isEqualTo(Status.FAILED);
    assertThat(file.remedy().orElseThrow()).contains("-Dorg.bytedeco.javacpp.cachedir=DIR");
  }

  @Test
  void knowsACacheThatIsFilled() throws IOException {
    Files.createDirectories(root.resolve("cache/tensorflow-core-native-1.1.0-linux-x86_64.jar"));
    assertThat(check("Natives' cache", machine(LINUX, LINUX)).text()).endsWith(", unpacked");
    assertThat(check("Natives' cache", machine(LINUX, LINUX + "-gpu")).text())
        .contains("still to be unpacked");
  }
}
