package io.github.tfestimator.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/**
 * DJL's Trainer without its listeners, and with all of a step's arrays freed at its end: as fast as
 * updating the parameters oneself, and its usual way.
 */
final class DjlTraining implements AutoCloseable {
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final Model model;
  private final Trainer trainer;

  /** Trains by gradient descent. */
  DjlTraining(Model model, float learningRate) {
    this(model, Optimizer.sgd().setLearningRateTracker(Tracker.fixed(learningRate)).build());
  }

  DjlTraining(Model model, Optimizer optimizer) {
    this.model = model;
    trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer));
    trainer.initialize(new Shape(Sizes.TRAINING_BATCH, Sizes.WIDTH));
  }

  Model model() {
    return model;
  }

  /** The loss before the step. */
  float step(ImageBatch batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray x = manager.create(batch.all(), new Shape(batch.size(), Sizes.WIDTH));
      NDList labels = new NDList(manager.create(batch.labels()));
      float value;
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDArray lost = loss.evaluate(labels, trainer.forward(new NDList(x), labels));
        gradients.backward(lost);
        value = lost.getFloat();
      }
      trainer.step();
      return value;
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
