package io.github.tfestimator.distribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of {@code TF_CONFIG}, accepted and refused. */
class ClusterTest {
  /** The cluster of Python's documentation of {@code tf.estimator.train_and_evaluate}. */
  private static final String PYTHON =
      "{\"cluster\": {\"chief\": [\"host0:2222\"], \"worker\": [\"host1:2222\", \"host2:2222\","
          + " \"host3:2222\"], \"ps\": [\"host4:2222\", \"host5:2222\"]}, \"task\": {\"type\":"
          + " \"%s\", \"index\": %d}}";

  @ParameterizedTest
  @CsvSource({
    "chief, 0, true, 0, host0:2222",
    "worker, 0, false, 1, host1:2222",
    "worker, 2, false, 3, host3:2222",
    "ps, 1, false, 0, host5:2222"
  })
  void readsEachRoleOfPythonsDocumentation(
      String type, int index, boolean isChief, int worker, String address) {
    Cluster cluster = Cluster.parse(PYTHON.formatted(type, index)).orElseThrow();
    assertThat(cluster.isChief()).isEqualTo(isChief);
    assertThat(cluster.worker()).isEqualTo(worker);
    assertThat(cluster.address()).isEqualTo(address);
    assertThat(cluster.workers()).isEqualTo(4);
    assertThat(cluster.parameterServers()).isEqualTo(2);
    assertThat(cluster.isSynchronous()).isFalse();
    assertThat(cluster.device()).isEqualTo("/job:%s/replica:0/task:%d".formatted(type, index));
  }

  @Test
  void readsAnEvaluator() {
    Cluster cluster =
        Cluster.parse("{\"task\": {\"type\": \"evaluator\", \"index\": 0}}").orElseThrow();
    assertThat(cluster.type()).isEqualTo(TaskType.EVALUATOR);
  }

  @Test
  void theFirstWorkerIsChiefWhereThereIsNone() {
    String json =
        "{\"cluster\": {\"worker\": [\"a:1\", \"b:2\"]}, \"task\": {\"type\": \"worker\", \"index\":"
            + " %s}}";
    assertThat(Cluster.parse(json.formatted("0")).orElseThrow().isChief()).isTrue();
    Cluster second = Cluster.parse(json.formatted("\"1\"")).orElseThrow();
    assertThat(second.isChief()).isFalse();
    assertThat(second.worker()).isEqualTo(1);
    assertThat(second.chiefDevice()).isEqualTo("/job:worker/replica:0/task:0");
    assertThat(second.peers()).isEqualTo(List.of("worker 0 (a:1)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"cluster\": {}}", "{\"environment\": \"cloud\"}", "{\"task\": {}}"})
  void namesNoCluster(String json) {
    assertThat(Cluster.parse(json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{ | is cut off: a bracket or a quote that was opened is missing its end, after {",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"worker\": [\"b: | missing its end, after ...:1\"], \"worker\": [\"b:",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": | is cut off",
        "{\"task\": {\"index\": 1 | is cut off",
        "{\"cluster\" {\"chief\": 1}} | is no JSON: Expected ':' at line 1 column 13",
        "{\"task\": {\"type\": \"worker\", \"index\": 1e99999999999}} | is no JSON",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"chief\": [\"b:1\"]}, \"task\": {\"type\": \"chief\"}} | has \"chief\" twice in the same braces",
        "{\"task\": {\"type\": \"evaluator\"}, \"task\": {}} | has \"task\" twice",
        "{\"task\": {\"type\": \"evaluator\"}} and more | has more text behind the end",
        "{\"task\": {\"type\": \"evaluator\"}}} | has more text behind the end",
        "[] | has [] where all must be an object",
        "{\"cluster\": 5, \"task\": {}} | has 5 where \"cluster\" must be an object",
        "{\"cluster\": {\"chief\": [\"a:1\"]}} | has a \"cluster\" but no \"task\"",
        "{\"task\": {\"type\": \"worker\"}} | has the task worker, but no \"cluster\"",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"boss\"}} | task type \"boss\", but it must be",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"master\"}} | write chief for master",
        "{\"cluster\": {\"master\": [\"a:1\"]}, \"task\": {\"type\": \"chief\"}} | has the job \"master\"",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"worker\", \"index\": 0}} | has no worker",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"worker\": [\"b:1\"]}, \"task\": {\"type\": \"worker\", \"index\": 1}} | worker 0 to 0 alone",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"chief\", \"index\": -1}} | has the task index -1",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"chief\", \"index\": [1]}} | has the task index [1]",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"chief\", \"index\": 0.5}} | has the task index 0.5, but it must be a whole number",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"type\": \"chief\", \"index\": 4294967296}} | has the task index 4294967296, but it must be a whole number: 0 for the first",
        "{\"cluster\": {\"chief\": [\"a:1\"]}, \"task\": {\"index\": 0}} | has a \"task\" without a type: add \"type\"",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"worker\": [\"b:1\"]}, \"task\": {\"type\": \"worker\"}} | has the task worker without an index",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"ps\": [\"b:1\"]}, \"task\": {\"type\": \"ps\"}} | has the task ps without an index",
        "{\"cluster\": {\"chief\": [\"a:1\", \"b:1\"]}, \"task\": {\"type\": \"chief\"}} | has 2 chiefs",
        "{\"cluster\": {\"chief\": \"a:1\"}, \"task\": {\"type\": \"chief\"}} | must be a list",
        "{\"cluster\": {\"chief\": [\"a\"]}, \"task\": {\"type\": \"chief\"}} | has the address \"a\" in \"chief\"",
        "{\"cluster\": {\"chief\": [\"a:70000\"]}, \"task\": {\"type\": \"chief\"}} | a port of 1 to 65535",
        "{\"cluster\": {\"chief\": [\"a:0\"]}, \"task\": {\"type\": \"chief\"}} | a port of 1 to 65535",
        "{\"cluster\": {\"chief\": [5]}, \"task\": {\"type\": \"chief\"}} | has 5 as address in \"chief\", but it must be text",
        "{\"cluster\": {\"chief\": [\"a:1\"], \"worker\": [\"a:1\"]}, \"task\": {\"type\": \"chief\"}} | has the address a:1 twice",
        "{\"cluster\": {\"ps\": [\"a:1\"], \"worker\": [\"b:1\"]}, \"task\": {\"type\": \"ps\"}} | has \"ps\" but no \"chief\"",
        "{\"cluster\": {\"evaluator\": [\"a:1\"]}, \"task\": {\"type\": \"evaluator\"}} | an evaluator is in no cluster",
        "{\"task\": {\"type\": \"evaluator\", \"index\": 1}} | has the evaluator 1"
      })
  void saysWhatIsWrong(String json, String message) {
    assertThatThrownBy(() -> Cluster.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TF_CONFIG ")
        .hasMessageNotContaining("Exception")
        .hasMessageContaining(message.strip());
  }

  @Test
  void anEmptyTextIsRefused() {
    assertThatThrownBy(() -> Cluster.parse(" "))
        .hasMessage("TF_CONFIG is empty, but must be an object in braces");
  }

  @Test
  void bracketsWithoutEndAreRefused() {
    assertThatThrownBy(() -> Cluster.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TF_CONFIG is no JSON: Nesting limit 255 reached");
  }
}
