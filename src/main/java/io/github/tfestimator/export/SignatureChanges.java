package io.github.tfestimator.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.tensorflow.Signature;
import org.tensorflow.Signature.TensorDescription;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What clients of an older version would trip over: a signature or an output that is gone, another
 * method, an input that is gone or new, a type that is another, a shape of an input that isn't
 * accepted any more, another shape of an output. New signatures and outputs hurt no client.
 */
final class SignatureChanges {
  /** Python's mark for an operation that is run after loading; no client calls it. */
  private static final String INIT_OP = "__saved_model_init_op";

  private final List<String> changes = new ArrayList<>();

  private SignatureChanges() {}

  /** The changes that are incompatible, each in a few words. */
  static List<String> between(Map<String, SignatureDef> before, List<Signature> after) {
    Map<String, Signature> byKey = new TreeMap<>();
    after.forEach(signature -> byKey.put(signature.key(), signature));
    var found = new SignatureChanges();
    new TreeMap<>(before)
        .forEach(
            (key, old) -> {
              if (byKey.containsKey(key)) {
                found.compare(key, old, byKey.get(key));
              } else if (!key.equals(INIT_OP)) {
                found.changes.add("the signature %s is gone".formatted(key));
              }
            });
    return found.changes;
  }

  private void compare(String key, SignatureDef before, Signature after) {
    String method = Objects.requireNonNullElse(after.methodName(), "");
    if (!before.getMethodName().equals(method)) {
      changes.add(
          "the method of %s was %s and is %s".formatted(key, before.getMethodName(), method));
    }
    compareInputs(key, tensors(before.getInputsMap()), new TreeMap<>(after.getInputs()));
    compareOutputs(key, tensors(before.getOutputsMap()), after.getOutputs());
  }

  private void compareInputs(
      String key, Map<String, TensorDescription> before, Map<String, TensorDescription> after) {
    before.forEach(
        (name, old) -> {
          String what = "the input %s of %s".formatted(name, key);
          TensorDescription now = after.get(name);
          if (now == null) {
            changes.add(what + " is gone");
          } else if (now.dataType != old.dataType || !accepts(now.shape, old.shape)) {
            changes.add(changed(what, old, now));
          }
        });
    after.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> changes.add("the input %s of %s is new".formatted(name, key)));
  }

  private void compareOutputs(
      String key, Map<String, TensorDescription> before, Map<String, TensorDescription> after) {
    before.forEach(
        (name, old) -> {
          String what = "the output %s of %s".formatted(name, key);
          TensorDescription now = after.get(name);
          if (now == null) {
            changes.add(what + " is gone");
          } else if (now.dataType != old.dataType || !text(now).equals(text(old))) {
            changes.add(changed(what, old, now));
          }
        });
  }

  /** Whether whatever has one shape has the other too. */
  private static boolean accepts(Shape now, Shape old) {
    if (now.isUnknown()) {
      return true;
    }
    if (old.isUnknown() || now.numDimensions() != old.numDimensions()) {
      return false;
    }
    for (int i = 0; i < now.numDimensions(); i++) {
      if (now.get(i) != Shape.UNKNOWN_SIZE && now.get(i) != old.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static String changed(String what, TensorDescription old, TensorDescription now) {
    return "%s was %s and is %s".formatted(what, text(old), text(now));
  }

  private static String text(TensorDescription tensor) {
    return tensor.dataType + " " + tensor.shape;
  }

  private static Map<String, TensorDescription> tensors(Map<String, TensorInfo> infos) {
    Map<String, TensorDescription> tensors = new TreeMap<>();
    infos.forEach(
        (name, info) ->
            tensors.put(name, new TensorDescription(info.getDtype(), shape(info), info.getName())));
    return tensors;
  }

  private static Shape shape(TensorInfo info) {
    if (info.getTensorShape().getUnknownRank()) {
      return Shape.unknown();
    }
    return Shape.of(
        info.getTensorShape().getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .toArray());
  }
}
