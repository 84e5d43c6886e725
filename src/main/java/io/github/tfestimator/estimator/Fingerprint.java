package io.github.tfestimator.estimator;

import com.google.protobuf.CodedOutputStream;
import io.github.tfestimator.distribute.ClusterException;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt64;

/**
 * Four numbers that are the same in all tasks of a training, if these have the same seed, model,
 * data and steps. Tasks that differ would train to no purpose, or fail with a message about shapes.
 */
final class Fingerprint {
  private static final List<String> PARTS =
      List.of(
          "seed",
          "training graph (model function, optimizer, and the program's version)",
          "first batch (data, batch size, and the seed that shuffles)",
          "number of steps");

  private final long[] parts = new long[PARTS.size()];

  Fingerprint(long seed, Steps steps) {
    parts[0] = seed;
    // Workers of fewer steps would end while the others wait for them.
    parts[3] = steps.toString().hashCode();
  }

  /** Takes in the first batch of an input, before it is shared. */
  void add(InputFn input) {
    try (BatchIterator batches = input.from(0)) {
      if (batches.hasNext()) {
        Batch batch = batches.next();
        parts[2] = hash(batch.labels(), hash(batch.features(), batch.size()));
      }
    }
  }

  private static long hash(SortedMap<String, NdArray<?>> arrays, long start) {
    long[] hash = {start};
    arrays.forEach(
        (name, array) -> {
          hash[0] = 31 * hash[0] + name.hashCode();
          array.scalars().forEach(scalar -> hash[0] = 31 * hash[0] + hash(scalar.getObject()));
        });
    return hash[0];
  }

  /** Text comes as bytes, whose own hash code isn't of what they hold. */
  private static int hash(Object value) {
    return value instanceof byte[] text ? Arrays.hashCode(text) : value.hashCode();
  }

  /** Takes in a graph, but for what differs between tasks. */
  void add(Graph graph) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (NodeDef node : graph.toGraphDef().getNodeList()) {
        if (!Distribution.isOfTask(node.getName()) && !node.getName().equals("random_seed")) {
          sha.update(bytes(node.toBuilder().clearDevice().build()));
        }
      }
      parts[1] = ByteBuffer.wrap(sha.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Attributes are a hash map: written as they are found, they would differ. */
  private static byte[] bytes(NodeDef node) {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      node.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  long[] parts() {
    return parts.clone();
  }

  /**
   * Compares the fingerprints of all workers, which must call this together.
   *
   * @throws ClusterException if they differ, naming the parts
   */
  void requireEqual(Session session) {
    long[] both = new long[2 * parts.length];
    for (int i = 0; i < parts.length; i++) {
      both[i] = parts[i];
      both[parts.length + i] = ~parts[i]; // its maximum is the minimum
    }
    try (TInt64 fed = TInt64.vectorOf(both);
        Result result =
            session.runner().feed(Distribution.AGREEMENT, fed).fetch(Distribution.AGREED).run()) {
      TInt64 max = (TInt64) result.get(0);
      long[] highest = new long[parts.length];
      long[] lowest = new long[parts.length];
      for (int i = 0; i < parts.length; i++) {
        highest[i] = max.getLong(i);
        lowest[i] = ~max.getLong(parts.length + i);
      }
      requireEqual(highest, lowest);
    }
  }

  /** Compares with another task's fingerprint. */
  void requireEqual(long[] other) {
    requireEqual(other, parts);
  }

  private static void requireEqual(long[] a, long[] b) {
    List<String> different = new ArrayList<>();
    for (int i = 0; i < PARTS.size(); i++) {
      if (a[i] != b[i]) {
        different.add(PARTS.get(i));
      }
    }
    if (!different.isEmpty()) {
      throw new ClusterException(
          "The tasks of this cluster differ in the %s: start all with the same program, data and options."
              .formatted(String.join(", and in the ", different)));
    }
  }
}
