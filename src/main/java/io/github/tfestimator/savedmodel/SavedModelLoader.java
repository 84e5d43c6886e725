package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * A loader of SavedModels with the tag {@code serve}, which mends two things of TensorFlow's: it
 * loads a model whose variables are missing, as of one that is half copied, and TensorFlow Java
 * initializes the tables of TF-1 models a second time, without the files among the assets.
 */
public final class SavedModelLoader {
  /** The collection of tables that TensorFlow Java would initialize again. */
  private static final String TABLES = "table_initializer";

  private static final Set<String> VARIABLE_OPS = Set.of("VarHandleOp", "VariableV2", "Variable");

  private static final Path VARIABLES = Path.of("variables");
  private static final Path ASSETS = Path.of("assets");

  private SavedModelLoader() {}

  /**
   * Loads a SavedModel.
   *
   * @param folder its folder
   * @return the model, to be closed by the caller
   * @throws SavedModelException if it can't be loaded
   */
  public static SavedModelBundle load(Path folder) {
    return load(folder, ConfigProto.getDefaultInstance());
  }

  /**
   * Loads a SavedModel into a session with a configuration.
   *
   * @param folder its folder
   * @param config the session's configuration
   * @return the model, to be closed by the caller
   * @throws SavedModelException if it can't be loaded, or differs from what was exported
   */
  public static SavedModelBundle load(Path folder, ConfigProto config) {
    try {
      requireRegularFiles(folder);
      FileChecksums.check(folder);
      Path index = folder.resolve(VARIABLES).resolve("variables.index");
      boolean hasVariables = Files.exists(index);
      boolean hasAssets = Files.isDirectory(folder.resolve(ASSETS));
      SavedModelBundle model =
          hasVariables && !hasAssets
              ? loadAsIs(folder, config)
              : load(folder, config, SavedModelFolder.read(folder), hasVariables);
      if (hasVariables && !Files.exists(index)) {
        // Without the file TensorFlow restores nothing, and says nothing.
        model.close();
        throw new IOException("its " + VARIABLES + " were taken away while it was loaded");
      }
      return model;
    } catch (SavedModelException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // TensorFlow's exceptions have no class in common.
      throw LoadFailure.of(folder, AtomicFiles.reason(e), e);
    }
  }

  /** TensorFlow would wait for a pipe, and read a device for ever. */
  private static void requireRegularFiles(Path folder) throws IOException {
    for (Path part : List.of(folder, folder.resolve(VARIABLES), folder.resolve(ASSETS))) {
      if (Files.isDirectory(part)) {
        for (Path file : Listing.children(part)) {
          BoundedFiles.requireRegular(file);
        }
      }
    }
  }

  private static SavedModelBundle load(
      Path folder, ConfigProto config, SavedModel model, boolean hasVariables) throws IOException {
    for (MetaGraphDef graph : model.getMetaGraphsList()) {
      if (!hasVariables && needsVariables(graph)) {
        throw new IOException("it has no " + VARIABLES.resolve("variables.index"));
      }
    }
    return model.getMetaGraphsList().stream().anyMatch(g -> g.containsCollectionDef(TABLES))
        ? loadWithoutTables(folder, config, model)
        : loadAsIs(folder, config);
  }

  static boolean needsVariables(MetaGraphDef graph) {
    return !graph.getSaverDef().getRestoreOpName().isEmpty()
        || graph.getGraphDef().getNodeList().stream()
            .anyMatch(node -> VARIABLE_OPS.contains(node.getOp()));
  }

  private static SavedModelBundle loadAsIs(Path folder, ConfigProto config) {
    return SavedModelBundle.loader(folder.toString())
        .withTags(SavedModelBundle.DEFAULT_TAG)
        .withConfigProto(config)
        .load();
  }

  /** Loads a copy that doesn't list the tables; the model's own initializer does them once. */
  private static SavedModelBundle loadWithoutTables(
      Path folder, ConfigProto config, SavedModel model) throws IOException {
    SavedModel.Builder copy = model.toBuilder();
    copy.getMetaGraphsBuilderList().forEach(graph -> graph.removeCollectionDef(TABLES));
    Path temporary = Files.createTempDirectory("saved_model");
    try {
      Files.write(temporary.resolve(SavedModelVersions.MODEL), copy.build().toByteArray());
      for (Path part : List.of(VARIABLES, ASSETS)) {
        if (Files.exists(folder.resolve(part))) {
          linkOrCopy(folder.resolve(part).toAbsolutePath(), temporary.resolve(part));
        }
      }
      return loadAsIs(temporary, config);
    } finally {
      AtomicFiles.deleteTree(temporary);
    }
  }

  private static void linkOrCopy(Path from, Path to) throws IOException {
    try {
      Files.createSymbolicLink(to, from);
    } catch (UnsupportedOperationException | IOException e) {
      // As on Windows without the right to.
      for (Path path : Listing.tree(from)) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
