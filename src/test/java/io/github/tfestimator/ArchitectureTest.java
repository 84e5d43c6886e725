package io.github.tfestimator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, and what stays where. */
@Tag("medium")
class ArchitectureTest {
  private static final String ROOT = "io.github.tfestimator.";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tfestimator");

  /** From below upwards; a package may use those before it. */
  private static final List<String> FLOORS =
      List.of(
          "io",
          "input",
          "savedmodel",
          "summary",
          "distribute",
          "checkpoint",
          "layers",
          "metrics",
          "hooks",
          "estimator",
          "export",
          "serving",
          "server",
          "doctor",
          "cnn.data",
          "cnn.augment",
          "cnn.image",
          "cnn",
          "cnn.report",
          "cnn.cli");

  @Test
  void arrowsPointDownwards() {
    for (String floor : FLOORS) {
      List<String> above = FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size());
      if (!above.isEmpty()) {
        noClasses()
            .that(resideInAPackage(ROOT + floor))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(above.stream().map(name -> ROOT + name).toArray(String[]::new)))
            .check(OURS);
      }
    }
  }

  @Test
  void everyClassLivesOnAFloor() {
    classes()
        .should()
        .resideInAnyPackage(FLOORS.stream().map(name -> ROOT + name).toArray(String[]::new))
        .check(OURS);
  }

  @Test
  void theLibraryKnowsNothingOfTheProgram() {
    noClasses()
        .that(areNotIn("cnn.."))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "cnn.."))
        .check(OURS);
  }

  /** No natives: inputs and files can be read where TensorFlow can't be loaded. */
  @Test
  void inputIsPlainJava() {
    noClasses()
        .that(resideInAnyPackage(ROOT + "io", ROOT + "input", ROOT + "summary", ROOT + "cnn.data"))
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..",
                    "javax..",
                    "org.slf4j..",
                    "org.tensorflow.ndarray..",
                    "org.tensorflow.proto..",
                    "com.google.protobuf..",
                    "com.google.gson..",
                    ROOT + "io",
                    ROOT + "input",
                    ROOT + "summary",
                    ROOT + "cnn.data")))
        .check(OURS);
  }

  @Test
  void layersKnowTensorFlowInputsAndCheckpointsOnly() {
    noClasses()
        .that(resideInAPackage(ROOT + "layers.."))
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..",
                    "org.tensorflow..",
                    ROOT + "layers",
                    ROOT + "input",
                    ROOT + "distribute",
                    ROOT + "checkpoint")))
        .check(OURS);
  }

  @Test
  void onlyTheProgramPrints() {
    noClasses()
        .that(areNotIn("cnn.cli"))
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethodWhere(printsAStackTrace())
        .check(OURS);
  }

  @Test
  void onlyTheProgramReadsArguments() {
    noClasses()
        .that(areNotIn("cnn.cli"))
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(OURS);
  }

  /** So that a server without gRPC runs without its jars. */
  @Test
  void onlyClassesOfGrpcUseGrpc() {
    noClasses()
        .that(not(nameMatching(".*\\.server\\.Grpc.*")))
        .should()
        .dependOnClassesThat(resideInAPackage("io.grpc.."))
        .check(OURS);
  }

  private static DescribedPredicate<JavaClass> areNotIn(String packages) {
    return not(resideInAPackage(ROOT + packages));
  }

  private static DescribedPredicate<JavaAccess<?>> printsAStackTrace() {
    return describe(
        "prints a stack trace", access -> access.getTarget().getName().equals("printStackTrace"));
  }
}
