package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.server.ApiException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;

/** Requests of TensorFlow Serving's REST API, without a server. */
@Tag("medium")
class PredictRequestTest {
  private static final Map<String, DataType> ONE = Map.of("x", DataType.DT_INT32);
  private static final Map<String, DataType> TWO =
      Map.of("x", DataType.DT_INT32, "y", DataType.DT_STRING);

  @Test
  void rowsBecomeColumns() {
    PredictRequest request =
        predict("{\"instances\":[{\"x\":1,\"y\":\"a\"},{\"y\":{\"b64\":\"Yg==\"},\"x\":2}]}", TWO);
    assertThat(request.rows()).isTrue();
    assertThat(elements(request, "x")).isEqualTo(new int[] {1, 2});
    assertThat(elements(request, "y")).isEqualTo(new byte[][] {{'a'}, {'b'}});
    PredictRequest plain = predict("{\"instances\":[[1,2],[3,4]]}", ONE);
    assertThat(plain.inputs().get("x").shape().asArray()).containsExactly(2, 2);
    assertThat(elements(plain, "x")).isEqualTo(new int[] {1, 2, 3, 4});
  }

  @Test
  void columnsStayColumns() {
    PredictRequest request = predict("{\"inputs\":{\"x\":[1],\"y\":\"a\",\"more\":1}}", TWO);
    assertThat(request.rows()).isFalse();
    assertThat(request.inputs()).containsOnlyKeys("x", "y");
    assertThat(elements(request, "y")).isEqualTo(new byte[][] {{'a'}});
    assertThat(elements(predict("{\"inputs\":[5]}", ONE), "x")).isEqualTo(new int[] {5});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | The body has neither \"instances\" nor \"inputs\"; it must have \"instances\" (rows) or \"inputs\" (columns)",
        "{\"inputs\":1,\"instances\":1} | The body has both \"instances\" and \"inputs\"; it must have \"instances\" (rows) or \"inputs\" (columns)",
        "{\"instances\":[]} | \"instances\" must be a list of one row or more, not a list",
        "{\"instances\":1} | \"instances\" must be a list of one row or more, not 1",
        "{\"instances\":[{\"x\":1,\"y\":\"\"},1]} | \"instances\" mixes objects and plain values",
        "{\"instances\":[{\"b64\":\"\"},{\"x\":1,\"y\":\"\"}]} | \"instances\" mixes objects and plain values",
        "{\"instances\":[1]} | \"instances\" has values without names, but the signature takes the inputs [x, y]",
        "{\"inputs\":[1]} | \"inputs\" has values without names, but the signature takes the inputs [x, y]",
        "{\"inputs\":null} | \"inputs\" is null, but must be values",
        "{\"inputs\":{\"x\":1}} | \"inputs\" lacks the signature's input y",
        "{\"instances\":[{\"z\":1,\"x\":1}]} | A row has the inputs [\"x\", \"z\"], but the signature takes [x, y]",
      })
  void errorsSayWhatIsWrong(String body, String message) {
    assertThatThrownBy(() -> predict(body, TWO))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"instances, INVALID_ARGUMENT", "inputs, UNIMPLEMENTED"})
  void typesThatJsonCantHaveAreNamed(String key, Code code) {
    assertThatThrownBy(
            () -> predict("{\"%s\":[1]}".formatted(key), Map.of("h", DataType.DT_COMPLEX64)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessage("The input h is of the type DT_COMPLEX64, which JSON requests can't have here");
  }

  @Test
  void examplesHaveTheirFeaturesAndTheContexts() throws Exception {
    List<Long> memory = new ArrayList<>();
    byte[][] examples =
        examples(
            "{\"context\":{\"a\":1,\"b\":[0.5,1.5]},\"examples\":[{\"a\":[2,true,false]},{\"c\":[\"d\",{\"b64\":\"Yg==\"}],\"e\":[]}]}",
            memory);
    var first = Example.parseFrom(examples[0]).getFeatures().getFeatureMap();
    assertThat(first.get("a").getInt64List().getValueList()).containsExactly(2L, 1L, 0L);
    assertThat(first.get("b").getFloatList().getValueList()).containsExactly(0.5f, 1.5f);
    assertThat(first).hasSize(2);
    var second = Example.parseFrom(examples[1]).getFeatures().getFeatureMap();
    assertThat(second.get("a").getInt64List().getValueList()).containsExactly(1L);
    assertThat(second.get("c").getBytesList().getValueList())
        .containsExactly(ByteString.copyFromUtf8("d"), ByteString.copyFromUtf8("b"));
    assertThat(second.get("e").getKindCase().getNumber()).isZero();
    assertThat(second).hasSize(4);
    int context =
        Example.parseFrom(examples("{\"examples\":[{\"a\":1,\"b\":[0.5,1.5]}]}", memory)[0])
            .getFeatures()
            .getSerializedSize();
    assertThat(memory).containsExactly(2L * context, 0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | \"examples\" must be a list of one object or more, not null",
        "{\"examples\":[]} | \"examples\" must be a list of one object or more, not a list",
        "{\"examples\":[{},1]} | examples[1] must be an object of features, not 1",
        "{\"examples\":[{}],\"context\":[]} | \"context\" must be an object of features, not a list",
        "{\"examples\":[{\"a\":[1.5,1]}]} | The feature \"a\" begins with floats, but has 1; give all values one type",
        "{\"examples\":[{\"a\":[1,1.5]}]} | The feature \"a\" begins with integers, but has 1.5; give all values one type",
        "{\"examples\":[{\"a\":null}]} | The feature \"a\" begins with integers, but has null; give all values one type",
        "{\"examples\":[{\"a\":[\"\",1]}]} | The input \"a\" takes text or {\"b64\": \"...\"}, not 1",
      })
  void errorsOfExamplesSayWhatIsWrong(String body, String message) {
    assertThatThrownBy(() -> examples(body, new ArrayList<>()))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  private static byte[][] examples(String body, List<Long> memory) {
    return ExampleRequest.examples(map(body), memory::add);
  }

  private static PredictRequest predict(String body, Map<String, DataType> types) {
    return PredictRequest.of(map(body), new TreeMap<>(types));
  }

  @SuppressWarnings("unchecked") // The names of JSON are strings.
  private static Map<String, Object> map(String body) {
    return (Map<String, Object>) JsonReader.read(body.getBytes(UTF_8), bytes -> {});
  }

  private static Object elements(PredictRequest request, String input) {
    return JavaArrays.flatten(request.inputs().get(input));
  }
}
