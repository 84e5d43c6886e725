package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The file, against bytes that Python's package tensorflow-serving-api 2.15.1 makes. */
class WarmupRequestsTest {
  private static final WarmupRequest PREDICT =
      new WarmupRequest(
          "serving_default",
          WarmupRequest.PREDICT,
          new TreeMap<>(
              Map.of(
                  "x",
                  tensor(DataType.DT_FLOAT, 1, 2)
                      .setTensorContent(bytes("0000c03f000000c0")) // 1.5, -2.0
                      .build(),
                  "n",
                  tensor(DataType.DT_INT64).addInt64Val(7).build())));

  private static final String PYTHONS_PREDICT =
      "32400a3e0a111a0f73657276696e675f64656661756c74120c0a016e120708091200520107121b0a01781216080112"
          + "08120208011202080222080000c03f000000c0";

  private static final WarmupRequest CLASSIFY =
      new WarmupRequest(
          "classify",
          WarmupRequest.CLASSIFY,
          new TreeMap<>(
              Map.of(
                  "inputs",
                  tensor(DataType.DT_STRING, 2)
                      .addStringVal(example().toByteString())
                      .addStringVal(ByteString.EMPTY)
                      .build())));

  private static final String PYTHONS_CLASSIFY =
      "12310a2f0a0a1a08636c61737369667912210a1f0a1b0a190a170a0b696d6167655f627974657312080a060a048950"
          + "4e470a00";

  @TempDir private Path folder;

  @Test
  void writesWhatPythonsPackageMakes() throws IOException {
    WarmupRequests.write(folder, List.of(PREDICT, CLASSIFY));
    assertThat(WarmupRequests.file(folder))
        .isEqualTo(folder.resolve("assets.extra/tf_serving_warmup_requests"));
    assertThat(TfRecords.read(WarmupRequests.file(folder)))
        .extracting(HexFormat.of()::formatHex)
        .containsExactly(PYTHONS_PREDICT, PYTHONS_CLASSIFY);
  }

  @Test
  void readsWhatPythonsPackageMakes() throws IOException {
    writeLogs(PYTHONS_CLASSIFY, PYTHONS_PREDICT);
    assertThat(WarmupRequests.read(folder)).containsExactly(CLASSIFY, PREDICT);
  }

  @Test
  void aModelMayBringNone() throws IOException {
    assertThat(WarmupRequests.read(folder)).isEmpty();
  }

  @Test
  void requestsOfOtherApisAreSkipped() throws IOException {
    writeLogs("1a00", PYTHONS_PREDICT, "2a00"); // regress_log, multi_inference_log
    assertThat(WarmupRequests.read(folder)).containsExactly(PREDICT);
  }

  @Test
  void withoutANameTheSignatureIsTheDefaultOne() throws IOException {
    writeLogs("32020a00", "12020a00"); // an empty request in predict_log and classify_log
    assertThat(WarmupRequests.read(folder))
        .extracting(WarmupRequest::signature)
        .containsExactly("serving_default", "serving_default");
  }

  @Test
  void whatIsNoRequestIsRefused() throws IOException {
    writeLogs("32ff");
    assertThatThrownBy(() -> WarmupRequests.read(folder)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> WarmupRequests.replay(folder, null))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The requests in %s can't be read", WarmupRequests.file(folder))
        .hasMessageEndingWith(" Copy or export the model anew, or delete the file.");
  }

  @Test
  void replayingGivesAModelAllRequests() throws IOException {
    WarmupRequests.write(folder, List.of(CLASSIFY, PREDICT));
    List<String> seen = new ArrayList<>();
    WarmupRequests.replay(
        folder, (signature, inputs) -> seen.add(signature + new TreeMap<>(inputs).keySet()));
    assertThat(seen).containsExactly("classify[inputs]", "serving_default[n, x]");
  }

  @Test
  void aDeviceThatFailsIsNamed() throws IOException {
    WarmupRequests.write(folder, List.of(PREDICT));
    assertThatThrownBy(
            () ->
                WarmupRequests.replay(
                    folder,
                    (signature, inputs) -> {
                      throw new IllegalStateException("OOM when allocating tensor");
                    }))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith(
            "The SavedModel %s can't be warmed up. The memory is full: OOM when", folder);
  }

  /** The committed model, by the requests that it brings. */
  @Test
  void aRequestRunsAModel() throws IOException {
    Path digits = SavedModelFolder.find(Path.of("savedmodel/digits"));
    try (var model = SavedModelLoader.load(digits)) {
      for (WarmupRequest request : WarmupRequests.read(digits)) {
        try (Result result = request.run(model)) {
          assertThat(result.size()).isPositive();
        }
      }
    }
  }

  @Test
  void aRefusalIsASentence() throws IOException {
    WarmupRequests.write(folder, List.of(PREDICT));
    for (String reason : List.of("no such input", "no such input.")) {
      assertThatThrownBy(
              () ->
                  WarmupRequests.replay(
                      folder,
                      (signature, inputs) -> {
                        throw new IllegalArgumentException(reason);
                      }))
          .isInstanceOf(SavedModelException.class)
          .hasMessageEndingWith(": no such input. Export it anew, or delete the file.");
    }
  }

  @Test
  void onlyAVectorOfStringsCanBeClassified() {
    TensorProto numbers = tensor(DataType.DT_INT64, 1).addInt64Val(1).build();
    TensorProto scalar = tensor(DataType.DT_STRING).addStringVal(ByteString.EMPTY).build();
    for (var inputs :
        List.of(
            Map.of("inputs", numbers),
            Map.of("inputs", scalar),
            Map.of("examples", CLASSIFY.inputs().get("inputs")))) {
      assertThatThrownBy(
              () -> new WarmupRequest("c", WarmupRequest.CLASSIFY, new TreeMap<>(inputs)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be inputs alone, a vector of strings");
    }
    assertThatThrownBy(() -> new WarmupRequest("r", "regress", new TreeMap<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("method (regress) must be ");
  }

  private void writeLogs(String... hex) throws IOException {
    List<byte[]> logs = List.of(hex).stream().map(HexFormat.of()::parseHex).toList();
    Path file = WarmupRequests.file(folder);
    Files.createDirectories(file.getParent());
    Files.write(file, TfRecords.of(logs));
  }

  private static Example example() {
    var image = BytesList.newBuilder().addValue(bytes("89504e47"));
    var feature = Feature.newBuilder().setBytesList(image).build();
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature("image_bytes", feature))
        .build();
  }

  private static TensorProto.Builder tensor(DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
