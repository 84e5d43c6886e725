package io.github.tfestimator.export;

import io.github.tfestimator.savedmodel.SavedModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The changes of signatures that break clients of an older version: a removed signature or output,
 * another method, a removed or new input, another type, a narrower shape of an input, another shape
 * of an output. New signatures and outputs break no client.
 */
final class SignatureChanges {
  private static final long UNKNOWN_SIZE = -1;

  private final List<String> changes = new ArrayList<>();

  private SignatureChanges() {}

  /**
   * Lists the incompatible changes between two versions.
   *
   * @param before the old version's signatures, by key
   * @param after the new version's signatures, by key
   * @return the incompatible changes, each in a few words
   */
  static List<String> between(Map<String, SignatureDef> before, Map<String, SignatureDef> after) {
    var differences = new SignatureChanges();
    new TreeMap<>(before)
        .forEach(
            (key, old) -> {
              if (after.containsKey(key)) {
                differences.compare(key, old, after.get(key));
              } else if (!key.equals(SavedModelInfo.INIT_OP)) {
                differences.changes.add("the signature %s is gone".formatted(key));
              }
            });
    return differences.changes;
  }

  private void compare(String key, SignatureDef before, SignatureDef after) {
    if (!before.getMethodName().equals(after.getMethodName())) {
      changes.add(
          "the method of %s was \"%s\" and is \"%s\""
              .formatted(key, before.getMethodName(), after.getMethodName()));
    }
    compare("input", key, before.getInputsMap(), after.getInputsMap(), SignatureChanges::accepts);
    new TreeMap<>(after.getInputsMap())
        .keySet().stream()
            .filter(name -> !before.containsInputs(name))
            .forEach(name -> changes.add("the input %s of %s is new".formatted(name, key)));
    compare(
        "output",
        key,
        before.getOutputsMap(),
        after.getOutputsMap(),
        (old, now) -> text(now).equals(text(old)));
  }

  private void compare(
      String kind,
      String key,
      Map<String, TensorInfo> before,
      Map<String, TensorInfo> after,
      BiPredicate<TensorInfo, TensorInfo> fits) {
    new TreeMap<>(before)
        .forEach(
            (name, old) -> {
              String what = "the %s %s of %s".formatted(kind, name, key);
              TensorInfo now = after.get(name);
              if (now == null) {
                changes.add(what + " is gone");
              } else if (!fits.test(old, now)) {
                changes.add("%s was %s and is %s".formatted(what, text(old), text(now)));
              }
            });
  }

  /** Tells whether the new input accepts all values of the old input. */
  private static boolean accepts(TensorInfo old, TensorInfo now) {
    return now.getDtype() == old.getDtype() && accepts(now.getTensorShape(), old.getTensorShape());
  }

  /** Tells whether the new shape covers the old shape. */
  private static boolean accepts(TensorShapeProto now, TensorShapeProto old) {
    if (now.getUnknownRank()) {
      return true;
    }
    if (old.getUnknownRank() || now.getDimCount() != old.getDimCount()) {
      return false;
    }
    for (int i = 0; i < now.getDimCount(); i++) {
      long size = now.getDim(i).getSize();
      if (size != UNKNOWN_SIZE && size != old.getDim(i).getSize()) {
        return false;
      }
    }
    return true;
  }

  private static String text(TensorInfo tensor) {
    TensorShapeProto shape = tensor.getTensorShape();
    List<Long> sizes = shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    return tensor.getDtype() + " " + (shape.getUnknownRank() ? "of any rank" : sizes);
  }
}
