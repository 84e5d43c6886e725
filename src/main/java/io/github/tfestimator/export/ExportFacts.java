package io.github.tfestimator.export;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.tensorflow.TensorFlow;

/** The facts that an exporter adds to a model's card. */
final class ExportFacts {
  private ExportFacts() {}

  /**
   * Completes a card.
   *
   * @param card the facts of the user
   * @param graph the exported graph
   * @param savedModel where it was written
   * @param time of the export
   * @return the card with the sections model, metrics, signatures and export
   * @throws IOException if what was written can't be read
   */
  static ModelCard addTo(ModelCard card, ServingGraph graph, Path savedModel, Instant time)
      throws IOException {
    return card.with("model", model(graph.globalStep(), savedModel))
        .with("metrics", metrics(card.evaluation(), graph.globalStep()))
        .with("signatures", signatures(graph.signatures()))
        .with("export", export(time));
  }

  private static Map<String, Object> model(long globalStep, Path savedModel) throws IOException {
    Path variables = savedModel.resolve("variables");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("global_step", globalStep);
    facts.put("parameters", parameters(CheckpointReader.open(variables.resolve("variables"))));
    facts.put("variables_sha256", Sha256.of(variables.resolve("variables.data-00000-of-00001")));
    return facts;
  }

  private static long parameters(CheckpointReader checkpoint) {
    return checkpoint.shapes().entrySet().stream()
        .filter(variable -> !variable.getKey().equals("global_step"))
        .mapToLong(variable -> variable.getValue().stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  /** Leaves out an evaluation of another checkpoint. */
  private static Map<String, Object> metrics(Optional<Evaluation> evaluation, long globalStep) {
    return evaluation
        .filter(known -> known.globalStep() == globalStep)
        .map(ExportFacts::metrics)
        .orElse(Map.of("evaluation", "none known of this checkpoint"));
  }

  private static Map<String, Object> metrics(Evaluation evaluation) {
    Map<String, Object> facts = new LinkedHashMap<>(new TreeMap<>(evaluation.metrics()));
    facts.put("loss", evaluation.loss());
    facts.put("average_loss", evaluation.averageLoss());
    facts.put("examples", evaluation.examples());
    return facts;
  }

  private static Map<String, Object> signatures(List<ServingSignature> signatures) {
    Map<String, Object> facts = new LinkedHashMap<>();
    signatures.forEach(signature -> facts.put(signature.key(), signature.description()));
    return facts;
  }

  private static Map<String, Object> export(Instant time) throws IOException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("tf_estimator", libraryVersion());
    facts.put("tensorflow", TensorFlow.version());
    facts.put("java", Runtime.version().toString());
    GitRevision.ofWorkingDirectory()
        .ifPresent(
            revision -> {
              facts.put("git_revision", revision.commit());
              facts.put("git_revision_of", "the folder in which the export ran");
              facts.put("git_uncommitted_changes", revision.hasChanges());
            });
    return facts;
  }

  private static String libraryVersion() throws IOException {
    var build = new Properties();
    try (InputStream in = ExportFacts.class.getResourceAsStream("build.properties")) {
      build.load(in);
    }
    return build.getProperty("version");
  }
}
