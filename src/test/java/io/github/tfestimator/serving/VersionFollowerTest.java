package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** The version that serves after others were published, removed or damaged; polled by hand. */
@Timeout(60)
@Tag("medium")
class VersionFollowerTest {
  private static final ServingConfig CONFIG =
      ServingConfig.defaults().followingVersions(Duration.ofHours(1));

  @TempDir static Path shared;
  private static Path model;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path base;
  private PublishedVersions versions;
  private CurrentModel current;
  private VersionFollower follower;

  /** The failure of a load; null for none. */
  private Throwable failure;

  private int loads;

  /** The newest one. */
  private LoadedModel loaded;

  @BeforeAll
  static void export() {
    model = FeaturesAlone.export(shared, MinMaxScaler.unit(784));
  }

  @BeforeEach
  void serveTheFirst() throws IOException {
    versions = new PublishedVersions(base);
    versions.publish(model, 5);
    follower = new VersionFollower(base, CONFIG.pollInterval(), this::load);
    current = follower.current();
    loads = 0;
  }

  @AfterEach
  void close() {
    follower.close();
    current.close();
  }

  @Test
  void aHigherVersionTakesOver() throws IOException {
    versions.publish(model, 10);
    assertServesAfterALook(10);
    assertThat(log.lines().startingWith("SavedModel that serves from now on: "))
        .containsExactly("SavedModel that serves from now on: " + versions.version(10));
  }

  @Test
  void aLowerVersionDoesNot() throws IOException {
    versions.publish(model, 4);
    assertServesAfterALook(5);
  }

  @Test
  void whenTheHighestVanishesTheHighestThatIsThereServes() throws IOException {
    versions.publish(model, 3);
    versions.publish(model, 4);
    versions.remove(5);
    assertServesAfterALook(4);
  }

  @Test
  void whenAllVanishTheLastGoesOnServing() throws IOException {
    versions.remove(5);
    assertServesAfterALook(5);
    AtomicFiles.deleteTree(base);
    assertServesAfterALook(5);
    assertServesAfterALook(5);
    assertThat(log.lines().startingWith("The versions in "))
        .containsExactly(
            "The versions in %s can't be read: there is no such file. %s goes on serving."
                .formatted(base, versions.version(5)));
    versions.publish(model, 6);
    assertServesAfterALook(6);
  }

  @Test
  void aDamagedVersionIsReportedOnceAndTheLastServes() throws IOException {
    Path damaged = versions.publishDamaged(6);
    assertServesAfterALook(5);
    assertServesAfterALook(5);
    assertThat(warningsOf(damaged)).isEqualTo(1);
  }

  @Test
  void aDamagedVersionIsTriedAgainWhenItHasChanged() throws IOException {
    versions.publishDamaged(6);
    assertServesAfterALook(5);
    // Mended in place, as by one who copies a model there file after file.
    Path graph = Path.of("saved_model.pb");
    Files.write(versions.version(6).resolve(graph), Files.readAllBytes(model.resolve(graph)));
    assertServesAfterALook(5);
    copyVariables(versions.version(6));
    assertServesAfterALook(6);
  }

  /** Mended so that its files look as before, it would serve if it were tried. */
  @Test
  void aDamagedVersionIsNotTriedAgainUnchanged() throws IOException {
    Path graph = versions.publish(model, 6).resolve("saved_model.pb");
    byte[] good = Files.readAllBytes(graph);
    FileTime time = Files.getLastModifiedTime(graph);
    Files.write(graph, new byte[good.length]);
    Files.setLastModifiedTime(graph, time);
    assertServesAfterALook(5);
    Files.write(graph, good);
    Files.setLastModifiedTime(graph, time);
    assertServesAfterALook(5);
    Files.setLastModifiedTime(graph, FileTime.fromMillis(time.toMillis() + 1_000));
    assertServesAfterALook(6);
  }

  @Test
  void aDamagedVersionIsTriedAgainAfterAnother() throws IOException {
    Path damaged = versions.publishDamaged(7);
    assertServesAfterALook(5);
    versions.publish(model, 8);
    assertServesAfterALook(8);
    versions.remove(8);
    assertServesAfterALook(5);
    assertThat(warningsOf(damaged)).isEqualTo(2);
  }

  @Test
  void aVersionBelowADamagedOneTakesOver() throws IOException {
    Path damaged = versions.publishDamaged(9);
    assertServesAfterALook(5);
    versions.publish(model, 7);
    assertServesAfterALook(7);
    versions.publish(model, 6);
    assertServesAfterALook(7);
    Path another = versions.publishDamaged(8);
    assertServesAfterALook(7);
    loads = 0;
    assertServesAfterALook(7);
    assertThat(loads).as("neither is tried again").isZero();
    assertThat(warningsOf(damaged)).isEqualTo(1);
    assertThat(warningsOf(another)).isEqualTo(1);
  }

  /** A folder within itself can't be listed to its end. */
  @Test
  void aVersionWhoseFilesCanNotBeListedIsPassedBy() throws IOException {
    Path damaged = versions.publishDamaged(7);
    Files.createSymbolicLink(damaged.resolve("loop"), damaged);
    versions.publish(model, 6);
    assertServesAfterALook(6);
    assertServesAfterALook(6);
    assertThat(warningsOf(damaged)).isEqualTo(1);
  }

  @Test
  void whenTheHighestVanishesADamagedOneIsPassedBy() throws IOException {
    versions.publish(model, 3);
    Path damaged = versions.publishDamaged(4);
    versions.remove(5);
    assertServesAfterALook(3);
    assertServesAfterALook(3);
    assertThat(warningsOf(damaged)).isEqualTo(1);
  }

  @Test
  void aClosedOneLoadsNothingMore() throws IOException {
    current.close();
    versions.publish(model, 6);
    assertServes(5);
    follower.look();
    assertThat(current.folder()).isEqualTo(versions.version(5));
    assertThat(loaded.isFreed()).isTrue();
  }

  @Test
  void itsThreadLooksByItselfAndEndsWithTheProgram() throws IOException {
    var another = new VersionFollower(base, Duration.ofMillis(1), this::load);
    try (CurrentModel first = another.current()) {
      another.start();
      assertThat(threads()).singleElement().matches(Thread::isDaemon);
      versions.publish(model, 6);
      while (!first.folder().equals(versions.version(6))) {
        Thread.onSpinWait();
      }
      another.close();
      assertThat(threads()).isEmpty();
    }
  }

  @Test
  void anInterruptStaysOneAfterClosing() {
    follower.start();
    Thread.currentThread().interrupt();
    follower.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void closingEndsTheThread() {
    follower.start();
    follower.close();
    follower.close();
    assertThat(threads()).isEmpty();
  }

  @Test
  void aSavedModelItselfHasNoVersionsToFollow() {
    Path version = versions.version(5);
    assertThatThrownBy(() -> SavedModelPredictor.load(version, CONFIG))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "There are no versions to follow in %s: it is a SavedModel itself. Name the folder"
                + " above.",
            version);
  }

  /** Its files look as before. */
  @Test
  void aDamagedVersionIsTriedAgainAfterItWasGone() throws IOException {
    failure = new SavedModelException("no memory");
    Path version = versions.publish(model, 6);
    assertServesAfterALook(5);
    Path aside = Files.move(version, base.resolve("aside"));
    assertServesAfterALook(5);
    failure = null;
    Files.move(aside, version);
    assertServesAfterALook(6);
  }

  @Test
  void whatFailedIsTriedAgainAfterSixtyLooksWithoutAWord() throws IOException {
    failure = new SavedModelException("No memory.");
    versions.publish(model, 6);
    for (int look = 1; look <= 121; look++) {
      follower.look();
    }
    assertThat(loads).isEqualTo(3);
    assertThat(log.lines().startingWith("No memory.")).hasSize(1);
    failure = null;
    for (int look = 122; look <= 180; look++) {
      follower.look();
    }
    assertServes(5);
    assertServesAfterALook(6);
  }

  @Test
  void anErrorIsReportedOnceAndLookingGoesOn() throws IOException {
    failure = new StackOverflowError();
    versions.publish(model, 6);
    follower.look();
    follower.look();
    assertThat(log.lines().startingWith("The SavedModel "))
        .containsExactly(
            "The SavedModel %s can't be loaded: StackOverflowError. %s goes on serving."
                .formatted(versions.version(6), versions.version(5)));
    failure = null;
    versions.publish(model, 7);
    assertServesAfterALook(7);
  }

  @Test
  void aFailureOfAnyKindIsReported() throws IOException {
    failure = new IllegalStateException("odd");
    versions.publish(model, 6);
    assertServesAfterALook(5);
    assertThat(log.lines().startingWith("The SavedModel "))
        .containsExactly(
            "The SavedModel %s can't be loaded: odd. %s goes on serving."
                .formatted(versions.version(6), versions.version(5)));
  }

  @Test
  void startsWithTheNewestVersionThatLoads() throws IOException {
    versions.publish(model, 4);
    Path damaged = versions.publishDamaged(7);
    Path halfCopied = halfCopied(6);
    try (var predictor = SavedModelPredictor.load(base, CONFIG)) {
      assertThat(predictor.version()).isEqualTo(versions.version(5));
    }
    for (Path skipped : List.of(damaged, halfCopied)) {
      assertThat(log.lines().startingWith("The SavedModel %s can't be loaded: ".formatted(skipped)))
          .singleElement()
          .asString()
          .endsWith(" %s serves instead.".formatted(versions.version(5)));
    }
  }

  @Test
  void aSkippedVersionIsTriedAgainWhenChanged() throws IOException {
    Path version = halfCopied(6);
    var another = new VersionFollower(base, CONFIG.pollInterval(), this::load);
    try (CurrentModel first = another.current()) {
      loads = 0;
      another.look();
      assertThat(loads).isZero();
      assertThat(warningsOf(version)).isEqualTo(1);
      copyVariables(version);
      another.look();
      assertThat(first.folder()).isEqualTo(version);
    }
  }

  @Test
  void noVersionThatLoadsFailsWithTheHighestOnesError() throws IOException {
    versions.remove(5);
    versions.publishDamaged(6);
    Path highest = versions.publishDamaged(7);
    assertThatThrownBy(() -> SavedModelPredictor.load(base, CONFIG))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s can't be loaded: ".formatted(highest));
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("saved-model-versions"))
        .toList();
  }

  /** Published without its variables, as by one who copies file after file. */
  private Path halfCopied(long number) throws IOException {
    Path version = versions.publish(model, number);
    AtomicFiles.deleteTree(version.resolve("variables"));
    return version;
  }

  private static void copyVariables(Path version) throws IOException {
    Files.createDirectory(version.resolve("variables"));
    for (String file : new String[] {"variables.index", "variables.data-00000-of-00001"}) {
      Path variables = Path.of("variables", file);
      Files.copy(model.resolve(variables), version.resolve(variables));
    }
  }

  private LoadedModel load(Path version) {
    loads++;
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    loaded = LoadedModel.load(version, CONFIG);
    return loaded;
  }

  private void assertServesAfterALook(long number) {
    follower.look();
    assertServes(number);
    var example = Map.of("x", new float[784]);
    var answer = current.with(m -> m.function("serving_default").run(example));
    assertThat(answer.get("probabilities").shape()).isEqualTo(Shape.of(10));
  }

  private void assertServes(long number) {
    assertThat(current.folder()).isEqualTo(versions.version(number));
  }

  private long warningsOf(Path damaged) {
    return log.lines()
        .startingWith("The SavedModel %s can't be loaded: ".formatted(damaged))
        .size();
  }
}
