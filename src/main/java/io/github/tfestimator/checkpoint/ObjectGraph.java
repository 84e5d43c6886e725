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
 * @param copies further keys of variables that {@code keys} has, as Keras' exports have two of each
 */
record ObjectGraph(
    SortedMap<String, String> keys, SortedMap<String, List<String>> ambiguous, Set<String> copies) {
  static final String KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";
  private static final String ATTRIBUTE = "/.ATTRIBUTES/VARIABLE_VALUE";

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
    SortedMap<String, String> nameOfKey = new TreeMap<>();
    for (TrackableObjectGraph.TrackableObject node : graph.getNodesList()) {
      for (var attribute : node.getAttributesList()) {
        String key = attribute.getCheckpointKey();
        if (index.entries().containsKey(key) && key.endsWith(ATTRIBUTE)) {
          nameOfKey.putIfAbsent(key, attribute.getFullName().replaceFirst(":0$", ""));
        }
      }
    }
    Set<String> several = ambiguous(nameOfKey, index);
    SortedMap<String, String> keys = new TreeMap<>();
    SortedMap<String, List<String>> ambiguous = new TreeMap<>();
    Set<String> copies = new HashSet<>();
    nameOfKey.forEach(
        (key, name) -> {
          boolean isAmbiguous = several.contains(name) && !name.isEmpty();
          String path = key.substring(0, key.length() - ATTRIBUTE.length());
          if (!SLOT.matcher(key).matches()) {
            String unique = name.isEmpty() || isAmbiguous ? path : name;
            String known = keys.get(unique);
            if (known == null || isOptimizers(known)) {
              keys.put(unique, key);
            }
            copies.add(keys.get(unique).equals(key) ? known : key);
            if (isAmbiguous) {
              ambiguous.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
            }
          }
        });
    copies.remove(null);
    return new ObjectGraph(keys, ambiguous, copies);
  }

  /** A variable of several keys is saved as often, in the same bytes. */
  private static Set<String> ambiguous(Map<String, String> nameOfKey, BundleIndex index) {
    Map<String, BundleEntryProto> firsts = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    nameOfKey.forEach(
        (key, name) -> {
          BundleEntryProto entry = index.entries().get(key);
          BundleEntryProto first = firsts.putIfAbsent(name, entry);
          if (first != null
              && !SLOT.matcher(key).matches()
              && !(first.getShape().equals(entry.getShape())
                  && first.getDtype() == entry.getDtype()
                  && first.getCrc32C() == entry.getCrc32C())) {
            ambiguous.add(name);
          }
        });
    return ambiguous;
  }

  private static boolean isOptimizers(String key) {
    return key.contains("optimizer/") || key.startsWith("_all_variables/");
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
