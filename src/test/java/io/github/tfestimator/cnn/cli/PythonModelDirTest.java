package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on files that Python's Estimator wrote: {@code scripts/parity/files.py}. */
class PythonModelDirTest {
  @TempDir private Path folder;

  @Test
  void whatItIsOfMustBeSaidOnce() throws IOException {
    Path modelDir = copyOfPythons();
    assertThat(Program.run("evaluate", "--model-dir", modelDir).complaint())
        .singleElement()
        .asString()
        .contains(modelDir.toString())
        .contains("was trained by another program")
        .contains("cnn.json")
        .contains("--steps 1");
    Path data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    assertThat(Program.trainSmall(data, modelDir, "--steps", 1).exitCode()).isZero();
    JsonObject evaluation =
        Program.done("evaluate", "--model-dir", modelDir, "--batch-size", 10, "--json")
            .json()
            .get(0);
    assertThat(evaluation.get("global_step").getAsLong()).isEqualTo(101);
  }

  @Test
  void itsWeightsAreABeginningForAnotherTraining() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    var training =
        Program.trainSmall(
            data, folder.resolve("model"), "--steps", 1, "--warm-start", python("float64"));
    assertThat(training.exitCode()).isZero();
    assertThat(training.err())
        .contains(
            "Warm-started: conv2d/bias, conv2d/kernel, conv2d_1/bias, conv2d_1/kernel, dense/bias,"
                + " dense/kernel, dense_1/bias, dense_1/kernel");
  }

  @Test
  void itsExportIsShownAsPythonsSavedModelCliShowsIt() {
    assertThat(Program.done("inspect", "--saved-model", python("saved_model_float32")).out())
        .contains("global_step: 100")
        .contains(
            """
            MetaGraphDef with tag-set: 'serve' contains the following SignatureDefs:

            signature_def['serving_default']:
              The given SavedModel SignatureDef contains the following input(s):
                inputs['x'] tensor_info:
                    dtype: DT_FLOAT
                    shape: (-1, 784)
                    name: x:0
              The given SavedModel SignatureDef contains the following output(s):
                outputs['classes'] tensor_info:
                    dtype: DT_INT64
                    shape: (-1)
                    name: ArgMax:0
                outputs['probabilities'] tensor_info:
                    dtype: DT_FLOAT
                    shape: (-1, 10)
                    name: softmax_tensor:0
              Method name is: tensorflow/serving/predict
            """);
  }

  private Path copyOfPythons() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("python"));
    for (String file :
        new String[] {"checkpoint", "model.ckpt-100.index", "model.ckpt-100.data-00000-of-00001"}) {
      Files.copy(python("float32").resolve(file), copy.resolve(file));
    }
    return copy;
  }

  private static Path python(String name) {
    try {
      return Path.of(PythonModelDirTest.class.getResource("/parity/files/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
