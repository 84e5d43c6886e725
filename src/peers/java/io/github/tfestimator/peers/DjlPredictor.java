package io.github.tfestimator.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;

/** DJL's Predictor, given whole batches: its own batching stacks images one by one. */
final class DjlPredictor implements Predictor {
  private final Model model;
  private final ai.djl.inference.Predictor<ImageBatch, float[]> predictor;

  DjlPredictor(Model model) {
    this.model = model;
    predictor = model.newPredictor(new Batches());
  }

  @Override
  public float[] probabilities(ImageBatch images) {
    try {
      return predictor.predict(images);
    } catch (TranslateException e) {
      throw new IllegalStateException("DJL can't predict: " + e, e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }

  private static final class Batches implements NoBatchifyTranslator<ImageBatch, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, ImageBatch images) {
      var shape = new Shape(images.size(), Sizes.WIDTH);
      return new NDList(context.getNDManager().create(images.all(), shape));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList logits) {
      return logits.singletonOrThrow().softmax(-1).toFloatArray();
    }
  }
}
