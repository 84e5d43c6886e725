package io.github.tfestimator.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

/**
 * The names of the variables of a TensorFlow 2 checkpoint, whose keys are paths through Python's
 * objects, such as {@code layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE}. The graph of the
 * objects is among the values, and has each variable's own name, such as {@code conv2d/kernel}.
 *
 * @param keys the keys of variables by name: the variable's own, or its key without the ending
 *     where several variables have that name or none is known
 * @param ambiguous the names that several variables have, with the names that {@code keys} has for
 *     these
 * @param copies further keys of variables that {@code keys} has, as Keras 3 exports have two of
 *     each
 */
record ObjectGraph(
    SortedMap<String, String> keys, SortedMap<String, List<String>> ambiguous, Set<String> copies) {
  static final String KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";
  private static final String ATTRIBUTE = "/.ATTRIBUTES/VARIABLE_VALUE";

  /** Keras 3 exports list all variables of the functions once more, as objects of their own. */
  private static final String SECOND_LIST = "_all_variables/";

  /** Optimizers' slots, whose names can end as those of the weights do. */
  private static final Pattern SLOT =
      Pattern.compile("(^|.*/)optimizer\\d*/_variables/.*|.*/\\.OPTIMIZER_SLOT/.*");

  /** Reads the names; none of a checkpoint of TensorFlow 1. */
  static ObjectGraph of(BundleIndex index, BundleData data) {
    BundleEntryProto entry = index.entries().get(KEY);
    if (entry == null) {
      return new ObjectGraph(Collections.emptySortedMap(), Collections.emptySortedMap(), Set.of());
    }
    TrackableObjectGraph graph = read(index, data, entry);
    SortedMap<String, String> nameOfKey = names(graph, index);
    Set<String> copies = copies(nameOfKey, index);
    SortedMap<String, List<String>> keysOfName = new TreeMap<>();
    nameOfKey.forEach(
        (key, name) -> {
          if (!copies.contains(key)) {
            keysOfName.computeIfAbsent(name, n -> new ArrayList<>()).add(key);
          }
        });
    SortedMap<String, String> keys = new TreeMap<>();
    SortedMap<String, List<String>> ambiguous = new TreeMap<>();
    keysOfName.forEach(
        (name, several) -> {
          boolean isUnique = several.size() == 1 && !name.isEmpty();
          several.forEach(key -> keys.put(isUnique ? name : path(key), key));
          if (!isUnique && !name.isEmpty()) {
            ambiguous.put(name, several.stream().map(ObjectGraph::path).toList());
          }
        });
    return new ObjectGraph(keys, ambiguous, copies);
  }

  /** Returns the name of each key's variable but optimizers' slots. */
  private static SortedMap<String, String> names(TrackableObjectGraph graph, BundleIndex index) {
    SortedMap<String, String> nameOfKey = new TreeMap<>();
    for (TrackableObjectGraph.TrackableObject node : graph.getNodesList()) {
      for (var attribute : node.getAttributesList()) {
        String key = attribute.getCheckpointKey();
        if (index.entries().containsKey(key)
            && key.endsWith(ATTRIBUTE)
            && !SLOT.matcher(key).matches()) {
          nameOfKey.putIfAbsent(key, attribute.getFullName().replaceFirst(":0$", ""));
        }
      }
    }
    return nameOfKey;
  }

  private static String path(String key) {
    return key.substring(0, key.length() - ATTRIBUTE.length());
  }

  /**
   * Returns the keys of Keras' second list that are of the same name and bytes as one elsewhere,
   * one for each of these. Anywhere else a variable is one object, and has one key by however many
   * paths it is reached: two keys are two variables, though they may have the same name and values,
   * as biases have at first.
   */
  private static Set<String> copies(SortedMap<String, String> nameOfKey, BundleIndex index) {
    Map<List<Object>, Integer> originals = new HashMap<>();
    Set<String> copies = new HashSet<>();
    nameOfKey.forEach(
        (key, name) -> {
          if (!key.startsWith(SECOND_LIST)) {
            originals.merge(content(name, index.entries().get(key)), 1, Integer::sum);
          }
        });
    nameOfKey.forEach(
        (key, name) -> {
          if (key.startsWith(SECOND_LIST)
              && originals.merge(content(name, index.entries().get(key)), -1, Integer::sum) >= 0) {
            copies.add(key);
          }
        });
    return copies;
  }

  private static List<Object> content(String name, BundleEntryProto entry) {
    return List.of(name, entry.getDtype(), entry.getShape(), entry.getCrc32C());
  }

  private static TrackableObjectGraph read(
      BundleIndex index, BundleData data, BundleEntryProto entry) {
    var bytes = new ByteArrayOutputStream();
    data.read(
        KEY,
        entry,
        piece -> {
          byte[] copy = new byte[piece.remaining()];
          piece.get(copy);
          bytes.writeBytes(copy);
        });
    try {
      // The string's length, the checksum of the length, the string.
      CodedInputStream in = CodedInputStream.newInstance(bytes.toByteArray());
      in.setSizeLimit(Integer.MAX_VALUE);
      in.readRawVarint64();
      in.skipRawBytes(Integer.BYTES);
      return TrackableObjectGraph.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw CheckpointReader.damaged(index.file(), "the value of " + KEY + " can't be read", e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
