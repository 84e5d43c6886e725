package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.data.MinMaxScaler;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What closing waits for. */
@Timeout(60)
class CurrentModelTest {
  @TempDir private Path folder;

  @Test
  void closingWaitsForTheRequestsOfEarlierModelsToo() throws InterruptedException {
    Path exported = FeaturesAlone.export(folder, MinMaxScaler.unit(784));
    LoadedModel first = load(exported);
    var current = new CurrentModel(first);
    var closing = new Thread(current::close);
    current.with(
        model -> {
          current.replaceBy(load(exported));
          current.replaceBy(load(exported));
          closing.start();
          assertThat(stateAtRest(closing)).isEqualTo(Thread.State.WAITING);
          return model.features().classify(new float[784]);
        });
    closing.join();
    assertThat(first.beginRequest()).isFalse();
  }

  private static Thread.State stateAtRest(Thread thread) {
    Thread.State state = thread.getState();
    while (state != Thread.State.WAITING && state != Thread.State.TERMINATED) {
      Thread.onSpinWait();
      state = thread.getState();
    }
    return state;
  }

  private static LoadedModel load(Path exported) {
    return LoadedModel.load(exported, ServingConfig.defaults());
  }
}
