package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.FileChecksums;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.savedmodel.WarmupRequest;
import io.github.tfestimator.savedmodel.WarmupRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Exports a trained model for serving: {@code estimator.export_saved_model}. Start with {@link
 * #of}.
 *
 * @param servingInput builds the inputs and the signatures
 * @param card facts for the reader of the export; the exporter adds further facts
 * @param assetsExtra texts for files below {@code assets.extra}, by name
 * @param allowsIncompatible whether to export a version that clients of the version before can't
 *     use
 */
public record SavedModelExporter(
    ServingInputFn servingInput,
    ModelCard card,
    Map<String, String> assetsExtra,
    boolean allowsIncompatible) {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  /** The names of the exporter's own files in {@code assets.extra}, which no asset may have. */
  private static final List<String> WRITTEN =
      Stream.of(
              FileChecksums.file(Path.of("")),
              WarmupRequests.file(Path.of("")),
              Path.of(ModelCard.JSON),
              Path.of(ModelCard.MARKDOWN))
          .map(file -> file.getFileName().toString())
          .toList();

  /**
   * Returns an exporter with default settings.
   *
   * @param servingInput builds the inputs and signatures
   * @return an exporter whose card has only the facts that the exporter knows
   */
  public static SavedModelExporter of(ServingInputFn servingInput) {
    return new SavedModelExporter(servingInput, ModelCard.titled("Model"), Map.of(), false);
  }

  /**
   * Returns an exporter that adds facts to the model card.
   *
   * @param facts the facts for the reader of the export
   * @return the changed exporter
   */
  public SavedModelExporter withCard(ModelCard facts) {
    return new SavedModelExporter(servingInput, facts, assetsExtra, allowsIncompatible);
  }

  /**
   * Returns an exporter that adds a text file: {@code assets_extra}.
   *
   * @param name of the file below {@code assets.extra}
   * @param text the content
   * @return the changed exporter
   * @throws IllegalArgumentException if the name is no file's name, or of a file that the exporter
   *     writes: the list of checksums, the warm-up requests or the card
   */
  public SavedModelExporter withAssetExtra(String name, String text) {
    if (!Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith(".")) {
      throw new IllegalArgumentException("name (" + name + ") must be the name of a file");
    }
    if (WRITTEN.contains(name)) {
      throw new IllegalArgumentException(
          "name (%s) must be another than %s, which the exporter writes"
              .formatted(name, String.join(", ", WRITTEN)));
    }
    Map<String, String> all = new TreeMap<>(assetsExtra);
    all.put(name, text);
    return new SavedModelExporter(servingInput, card, all, allowsIncompatible);
  }

  /** {@return an exporter that doesn't compare signatures with the highest existing version} */
  public SavedModelExporter allowingIncompatible() {
    return new SavedModelExporter(servingInput, card, assetsExtra, true);
  }

  /**
   * Returns an exporter that adds an evaluation to the model card.
   *
   * @param evaluation an evaluation of the exported checkpoint; one of another checkpoint is left
   *     out
   * @return the changed exporter
   */
  public SavedModelExporter withEvaluation(Evaluation evaluation) {
    return withCard(card.with(evaluation));
  }

  /**
   * Exports the newest checkpoint as a SavedModel with the tag {@code serve}: a PREDICT graph
   * without anything of training, and a request for each signature, for servers to warm it with. It
   * is loaded again, and must answer these requests as the model does, to the bit. The SHA-256 of
   * its files are in {@code assets.extra/sha256.txt}. The version's directory, named by the seconds
   * since 1970, or one more than the highest there is if that is more, appears under the export
   * directory when it is whole, and not at all if the export fails.
   *
   * @param estimator the trained model
   * @param exportDir the directory of all versions, made if it isn't there
   * @return the new version's directory
   * @throws io.github.tfestimator.checkpoint.CheckpointException if there is no checkpoint, or it
   *     is damaged or of another model
   * @throws ExportException if the directory can't be written, clients of the highest version there
   *     couldn't use the new one, or the SavedModel doesn't answer as the model does
   * @throws IllegalArgumentException if a signature with strings has no sample
   */
  public Path export(Estimator estimator, Path exportDir) {
    return export(estimator, exportDir, Clock.systemUTC());
  }

  Path export(Estimator estimator, Path exportDir, Clock clock) {
    try (ServingGraph graph = estimator.openForServing(servingInput)) {
      List<WarmupRequest> requests = SampleRequests.of(graph.signatures());
      if (!allowsIncompatible) {
        CompatibilityGate.check(SignatureDefs.of(graph), exportDir);
      }
      if (SavedModelVersions.isSavedModel(exportDir)) {
        throw new ExportException(
            "%s is a SavedModel itself. Export into the folder above it.".formatted(exportDir),
            null);
      }
      Files.createDirectories(exportDir);
      Versions.deleteLeftovers(exportDir, clock.instant());
      long seconds = clock.instant().getEpochSecond();
      Path aside = exportDir.resolve(Versions.unfinished(seconds));
      Path target;
      try {
        // TensorFlow would do so, too, but not say why it can't.
        Files.createDirectory(aside);
        SavedModelWriter.write(graph, aside);
        CardFiles.write(ExportFacts.addTo(card, graph, aside, clock.instant()), aside);
        for (Map.Entry<String, String> asset : assetsExtra.entrySet()) {
          Files.writeString(
              aside.resolve("assets.extra").resolve(asset.getKey()), asset.getValue());
        }
        WarmupRequests.write(aside, requests);
        FileChecksums.write(aside);
        SelfCheck.check(graph, requests, aside);
        target = Versions.publish(aside, exportDir, seconds);
      } finally {
        AtomicFiles.deleteTree(aside);
      }
      LOG.info("SavedModel written to: {}", target);
      return target;
    } catch (IOException
        | TensorFlowException
        | TFInvalidArgumentException
        | TFUnimplementedException e) {
      // The last two aren't TensorFlowExceptions.
      throw failed(exportDir, AtomicFiles.reason(e), e);
    }
  }

  private static ExportException failed(Path exportDir, String reason, Exception cause) {
    return new ExportException(
        "Can't export into %s: %s. Choose another export directory, or make room for this one."
            .formatted(exportDir, reason),
        cause);
  }
}
