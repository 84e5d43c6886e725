package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** Variables in slices, as TensorFlow's own op writes them, or as no op does. */
class SlicedVariableTest {
  private static final float[] WHOLE = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir private Path folder;

  @Test
  void rowsComeBackInTheirOrder() {
    assertThat(floats("4 2 3,1:-", rows(7, 8), "4 2 0,3:-", rows(1, 2, 3, 4, 5, 6)))
        .isEqualTo(WHOLE);
  }

  @Test
  void columnsComeBackInTheirOrder() {
    assertThat(floats("4 2 -:1,1", column(2, 4, 6, 8), "4 2 -:0,1", column(1, 3, 5, 7)))
        .isEqualTo(WHOLE);
  }

  @Test
  void oneSliceMayBeAll() {
    assertThat(floats("4 2 -:-", rows(1, 2, 3, 4, 5, 6, 7, 8))).isEqualTo(WHOLE);
  }

  @Test
  void slicesThatOverlapAreRefused() {
    assertThatThrownBy(() -> floats("2 2 -:-", rows(1, 2, 3, 4), "2 2 1,1:-", rows(3, 4)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(" has only some slices of the variable v, along axis 0 of [2, 2]: ");
  }

  @Test
  void aRowAndAColumnAreRefused() {
    assertThatThrownBy(() -> floats("2 2 0,1:-", rows(1, 2), "2 2 1,1:0,1", column(3)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(" in slices along several axes");
  }

  /** TensorFlow writes an extent for each axis. */
  @Test
  void extentsThatAreLeftOutAreWhole() {
    Path prefix = written(TensorSliceProto.getDefaultInstance());
    assertThat(CheckpointReader.open(prefix).floats("v")).containsExactly(1, 2);
  }

  @Test
  void aSliceOfAnotherShapeThanItsPlaceIsRefused() {
    var first = TensorSliceProto.Extent.newBuilder().setStart(0).setLength(1);
    Path prefix = written(TensorSliceProto.newBuilder().addExtent(first).build());
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("a slice of v is missing or has another shape");
  }

  @Test
  void aSliceInAFileThatIsNotThereIsRefused() {
    Path prefix = written(TensorSliceProto.getDefaultInstance(), 1);
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("the place of ")
        .hasMessageContaining(" is impossible");
  }

  @Test
  void aSliceOfAllBesideAnotherIsRefused() {
    var all = TensorSliceProto.getDefaultInstance();
    var second =
        TensorSliceProto.newBuilder()
            .addExtent(TensorSliceProto.Extent.newBuilder().setStart(1).setLength(1))
            .build();
    var input = ByteBuffer.allocate(300);
    put(input, new byte[12]);
    put(input, new byte[0]);
    put(input, BundleHeaderProto.newBuilder().setNumShards(1).build().toByteArray());
    put(input, SliceKeys.of("v", all).getBytes(StandardCharsets.ISO_8859_1));
    put(input, floats(2).setSize(8).build().toByteArray());
    put(input, SliceKeys.of("v", second).getBytes(StandardCharsets.ISO_8859_1));
    put(input, floats(1).setOffset(8).setSize(4).build().toByteArray());
    put(input, "v".getBytes(StandardCharsets.ISO_8859_1));
    put(input, floats(2).addSlices(all).addSlices(second).build().toByteArray());
    Path prefix = CheckpointEntriesFuzz.write(Arrays.copyOf(input.array(), input.position()));
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(" has only some slices of the variable v, along axis 0 of [2]: ");
  }

  private static BundleEntryProto.Builder floats(long count) {
    var side = TensorShapeProto.Dim.newBuilder().setSize(count);
    return BundleEntryProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setShape(TensorShapeProto.newBuilder().addDim(side));
  }

  private static Path written(TensorSliceProto slice) {
    return written(slice, 0);
  }

  /** A checkpoint of the variable v of two floats in one slice. */
  private static Path written(TensorSliceProto slice, int shard) {
    var input = ByteBuffer.allocate(300);
    byte[] values = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};
    put(input, values);
    put(input, new byte[0]);
    put(input, BundleHeaderProto.newBuilder().setNumShards(1).build().toByteArray());
    var entry = floats(2);
    put(input, SliceKeys.of("v", slice).getBytes(StandardCharsets.ISO_8859_1));
    put(input, entry.setSize(values.length).setShardId(shard).build().toByteArray());
    put(input, "v".getBytes(StandardCharsets.ISO_8859_1));
    put(input, entry.setSize(0).setShardId(0).addSlices(slice).build().toByteArray());
    return CheckpointEntriesFuzz.write(Arrays.copyOf(input.array(), input.position()));
  }

  private static void put(ByteBuffer input, byte[] bytes) {
    input.put((byte) bytes.length).put(bytes);
  }

  /** Saves slices, each a shape and place and its values, and reads the variable. */
  private float[] floats(Object... slices) {
    Path prefix = folder.resolve("v");
    try (var session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      String[] names = new String[slices.length / 2];
      String[] places = new String[names.length];
      Arrays.fill(names, "v");
      List<Operand<?>> values = new ArrayList<>();
      for (int i = 0; i < names.length; i++) {
        places[i] = (String) slices[2 * i];
        values.add(tf.constant((float[][]) slices[2 * i + 1]));
      }
      tf.train.save(tf.constant(prefix.toString()), tf.array(names), tf.array(places), values);
    }
    return CheckpointReader.open(prefix).floats("v");
  }

  private static float[][] rows(float... values) {
    float[][] rows = new float[values.length / 2][2];
    for (int i = 0; i < values.length; i++) {
      rows[i / 2][i % 2] = values[i];
    }
    return rows;
  }

  private static float[][] column(float... values) {
    float[][] column = new float[values.length][1];
    for (int i = 0; i < values.length; i++) {
      column[i][0] = values[i];
    }
    return column;
  }
}
