package io.github.tfestimator.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** The tutorial's network as one writes it with DJL. */
final class DjlNetwork {
  static final String NAME = "cnn";

  private DjlNetwork() {}

  /** Without values. */
  static Model model(float dropout) {
    Model model = Model.newInstance(NAME);
    model.setBlock(block(dropout));
    return model;
  }

  /** With the given weights. */
  static Model model(float dropout, Weights weights) {
    Model model = model(dropout);
    var block = model.getBlock();
    block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, Sizes.WIDTH));
    List<float[]> values =
        List.of(
            weights.kernelChannelsFirst("conv2d", 1, Sizes.FILTERS1),
            weights.bias("conv2d"),
            weights.kernelChannelsFirst("conv2d_1", Sizes.FILTERS1, Sizes.FILTERS2),
            weights.bias("conv2d_1"),
            weights.denseChannelsFirst(),
            weights.bias("dense"),
            weights.logitsOutFirst(),
            weights.bias("dense_1"));
    List<Parameter> parameters = block.getParameters().values();
    for (int i = 0; i < values.size(); i++) {
      NDArray array = parameters.get(i).getArray();
      array.set(values.get(i));
    }
    return model;
  }

  private static SequentialBlock block(float dropout) {
    return new SequentialBlock()
        .add(x -> new NDList(x.singletonOrThrow().reshape(-1, 1, Sizes.SIDE, Sizes.SIDE)))
        .add(conv(Sizes.FILTERS1))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(conv(Sizes.FILTERS2))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(Sizes.UNITS).build())
        .add(Activation::relu)
        .add(Dropout.builder().optRate(dropout).build())
        .add(Linear.builder().setUnits(Sizes.CLASSES).build());
  }

  private static Conv2d conv(int filters) {
    int edge = Sizes.WINDOW / 2;
    return Conv2d.builder()
        .setKernelShape(new Shape(Sizes.WINDOW, Sizes.WINDOW))
        .optPadding(new Shape(edge, edge))
        .setFilters(filters)
        .build();
  }
}
