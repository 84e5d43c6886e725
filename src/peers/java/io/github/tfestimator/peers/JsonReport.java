package io.github.tfestimator.peers;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** A comparison for machines: one object with every round's values. */
final class JsonReport {
  private JsonReport() {}

  static String of(Comparison comparison) {
    var gson =
        new GsonBuilder()
            .disableHtmlEscaping()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    var report = new JsonObject();
    report.add("machine", gson.toJsonTree(comparison.machine()));
    report.add("versions", gson.toJsonTree(comparison.versions()));
    report.addProperty("rounds", comparison.rounds());
    report.add("same_function", gson.toJsonTree(comparison.same()));
    report.add("measurements", measurements(comparison));
    report.addProperty("step_flops", StepFlops.count());
    comparison
        .results()
        .rooflineShare()
        .ifPresent(share -> report.addProperty("roofline_share", share));
    var targets = new JsonArray();
    for (Target target : Target.of(comparison.results())) {
      JsonObject its = gson.toJsonTree(target).getAsJsonObject();
      its.addProperty("is_reached", target.isReached());
      targets.add(its);
    }
    report.add("targets", targets);
    return gson.toJson(report);
  }

  private static JsonObject measurements(Comparison comparison) {
    var all = new JsonObject();
    for (Measurement measurement : Measurement.values()) {
      var of = new JsonObject();
      of.addProperty("unit", measurement.unit().label());
      for (Name name : comparison.names()) {
        List<Double> rounds = comparison.results().rounds(measurement, name);
        if (!rounds.isEmpty()) {
          of.add(name.name(), its(comparison.results(), measurement, name));
        }
      }
      all.add(measurement.name(), of);
    }
    return all;
  }

  private static JsonObject its(Results results, Measurement measurement, Name name) {
    var its = new JsonObject();
    var rounds = new JsonArray();
    for (double value : results.rounds(measurement, name)) {
      rounds.add(measurement.unit().shown(value));
    }
    its.add("rounds", rounds);
    results
        .median(measurement, name)
        .ifPresent(median -> its.addProperty("median", measurement.unit().shown(median)));
    if (name != Name.OURS) {
      results.ratio(measurement, name).ifPresent(ratio -> its.addProperty("ours_to_this", ratio));
    }
    return its;
  }
}
