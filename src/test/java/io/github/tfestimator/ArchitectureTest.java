package io.github.tfestimator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, and what stays where. */
class ArchitectureTest {
  private static final String ROOT = "io.github.tfestimator.";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.tfestimator");

  @Test
  void arrowsPointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.github.tfestimator..")
        .withOptionalLayers(false)
        .layer("files")
        .definedBy(ROOT + "files..")
        .layer("data")
        .definedBy(ROOT + "data..")
        .layer("layers")
        .definedBy(ROOT + "layers..")
        .layer("checkpoint")
        .definedBy(ROOT + "checkpoint..")
        .layer("summary")
        .definedBy(ROOT + "summary..")
        .layer("hooks")
        .definedBy(ROOT + "hooks..")
        .layer("estimator")
        .definedBy(ROOT + "estimator..")
        .layer("cnn")
        .definedBy(ROOT + "cnn..")
        .layer("pictures")
        .definedBy(ROOT + "pictures..")
        .layer("export")
        .definedBy(ROOT + "export..")
        .layer("serving")
        .definedBy(ROOT + "serving..")
        .layer("cli")
        .definedBy(ROOT + "cli..")
        .whereLayer("files")
        .mayNotAccessAnyLayer()
        .whereLayer("data")
        .mayOnlyAccessLayers("files")
        .whereLayer("layers")
        .mayNotAccessAnyLayer()
        .whereLayer("checkpoint")
        .mayOnlyAccessLayers("files")
        .whereLayer("summary")
        .mayOnlyAccessLayers("files")
        .whereLayer("hooks")
        .mayOnlyAccessLayers("files", "checkpoint", "summary")
        .whereLayer("estimator")
        .mayOnlyAccessLayers("files", "data", "layers", "checkpoint", "summary", "hooks")
        .whereLayer("cnn")
        .mayOnlyAccessLayers("data", "layers", "estimator")
        .whereLayer("pictures")
        .mayOnlyAccessLayers("data", "estimator")
        .whereLayer("export")
        .mayOnlyAccessLayers("files", "data", "layers", "checkpoint", "estimator", "serving")
        .whereLayer("serving")
        .mayOnlyAccessLayers("files", "data")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(OURS);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void dataIsPlainJava() {
    noClasses()
        .that(resideInAPackage(ROOT + "data.."))
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..", "javax..", "org.slf4j..", ROOT + "data..", ROOT + "files..")))
        .check(OURS);
  }

  @Test
  void layersKnowTensorFlowOnly() {
    noClasses()
        .that(resideInAPackage(ROOT + "layers.."))
        .should()
        .dependOnClassesThat(
            not(resideInAnyPackage("java..", "org.tensorflow..", ROOT + "layers..")))
        .check(OURS);
  }

  /** No natives: event files can be read where TensorFlow can't be loaded. */
  @Test
  void summaryKnowsProtosOnly() {
    noClasses()
        .that(resideInAPackage(ROOT + "summary.."))
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..",
                    "org.tensorflow.proto..",
                    "com.google.protobuf..",
                    "org.slf4j..",
                    ROOT + "summary..",
                    ROOT + "files..")))
        .check(OURS);
  }

  @Test
  void onlyTheProgramPrints() {
    noClasses()
        .that(areNotOfTheProgram())
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethodWhere(printsAStackTrace())
        .check(OURS);
  }

  @Test
  void onlyTheProgramReadsArguments() {
    noClasses()
        .that(areNotOfTheProgram())
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(OURS);
  }

  private static DescribedPredicate<JavaClass> areNotOfTheProgram() {
    return not(resideInAPackage(ROOT + "cli.."));
  }

  private static DescribedPredicate<JavaAccess<?>> printsAStackTrace() {
    return describe(
        "prints a stack trace", access -> access.getTarget().getName().equals("printStackTrace"));
  }
}
