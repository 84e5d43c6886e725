package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("models.config"), text);
  }

  @Test
  void readsModelsPoliciesAndLabels() throws IOException {
    Path file =
        file(
            """
            # as in TensorFlow Serving's documents
            model_config_list {
              config {
                name: 'first'
                base_path: '/models/first/'
                model_platform: 'tensorflow'
              }
              config {
                name: 'second' base_path: "/models/second"
                model_version_policy { specific { versions: 42 versions: 43 } }
                version_labels { key: 'stable' value: 42 }
                version_labels { key: 'canary' value: 43 }
              }
              config { name: 'third' base_path: '/t' model_version_policy { all {} } }
              config { name: 'fourth' base_path: '/f' model_version_policy { latest { num_versions: 2 } } }
            }
            """);
    assertThat(ModelConfigFile.read(file))
        .containsExactly(
            ModelConfig.of("first", Path.of("/models/first")),
            new ModelConfig(
                "second",
                Path.of("/models/second"),
                new VersionPolicy.Specific(Set.of(42L, 43L)),
                Map.of("stable", 42L, "canary", 43L)),
            new ModelConfig("third", Path.of("/t"), new VersionPolicy.All(), Map.of()),
            new ModelConfig("fourth", Path.of("/f"), new VersionPolicy.Latest(2), Map.of()));
  }

  @Test
  void namesLineAndColumnOfAnError() throws IOException {
    Path file = file("model_config_list {\n  config {\n    nam: 'first'\n  }\n}\n");
    assertThatThrownBy(() -> ModelConfigFile.read(file))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("is wrong at line 3, column 5")
        .hasMessageContaining("nam");
  }

  /** Else the last one would count, without a word. */
  @Test
  void aFieldThatIsGivenTwiceIsRefused() throws IOException {
    for (String twice :
        List.of("name: 'b'", "base_path: '/b'", "model_version_policy { latest {} }")) {
      Path file =
          file(
              "model_config_list { config { name: 'a' base_path: '/a' model_version_policy { all {} } %s } }"
                  .formatted(twice));
      assertThatThrownBy(() -> ModelConfigFile.read(file))
          .isInstanceOf(ServerException.class)
          .hasMessageEndingWith("cannot be overwritten.");
    }
    Path both =
        file(
            "model_config_list { config { name: 'a' base_path: '/a'"
                + " model_version_policy { all {} specific { versions: 1 } } } }");
    assertThatThrownBy(() -> ModelConfigFile.read(both))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("model_version_policy must be one of latest, all and specific");
  }

  @Test
  void aFileThatIsNoTextIsToldSo() throws IOException {
    Path file = Files.write(folder.resolve("models.config"), new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> ModelConfigFile.read(file))
        .isInstanceOf(ServerException.class)
        .hasMessage("The config file %s isn't UTF-8; save it as text.", file);
  }

  @Test
  void refusesWhatCannotBeServed() throws IOException {
    for (String text :
        new String[] {
          "",
          "model_config_list {}",
          "model_config_list { config { name: 'a' } }",
          "model_config_list { config { base_path: '/a' } }",
          "model_config_list { config { name: 'a/b' base_path: '/a' } }",
          "model_config_list { config { name: 'a' base_path: '/a' model_platform: 'other' } }",
          "model_config_list { config { name: 'a' base_path: '/a' model_version_policy { specific {} } } }",
        }) {
      Path file = file(text);
      assertThatThrownBy(() -> ModelConfigFile.read(file))
          .as(text)
          .isInstanceOf(ServerException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
