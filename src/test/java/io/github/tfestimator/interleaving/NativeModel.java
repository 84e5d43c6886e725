package io.github.tfestimator.interleaving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/**
 * A {@code SavedModelBundle} and its loader in a schedule. It has one signature, without inputs and
 * outputs, and fails the schedule if it is used after it is freed, or freed twice or while used.
 */
public final class NativeModel {
  private static final MetaGraphDef GRAPH =
      MetaGraphDef.newBuilder()
          .putSignatureDef("serving_default", SignatureDef.getDefaultInstance())
          .build();

  private static final List<NativeModel> loaded = new ArrayList<>();

  private final Path folder;
  private int users;
  private boolean isFreed;

  private NativeModel(Path folder) {
    this.folder = folder;
  }

  /** Forgets the models of the schedule before. */
  public static void reset() {
    loaded.clear();
  }

  /** Loads a model. */
  public static NativeModel load(Path folder, ConfigProto config) {
    Steps.step();
    var model = new NativeModel(folder);
    loaded.add(model);
    Steps.step();
    return model;
  }

  /** Returns how often any model was loaded. */
  public static int loads() {
    return loaded.size();
  }

  /** Returns how many models aren't freed. */
  public static long held() {
    return loaded.stream().filter(model -> !model.isFreed).count();
  }

  /** Runs the model that was loaded last from a folder. */
  public static void use(Path folder) {
    NativeModel model =
        loaded.stream()
            .filter(any -> any.folder.equals(folder))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    require(!model.isFreed, "is used after it is freed", folder);
    model.users++;
    Steps.step();
    model.users--;
  }

  /** The definition with its signature. */
  public MetaGraphDef metaGraphDef() {
    return GRAPH;
  }

  /** No graph, as nothing is looked up in it. */
  public Graph graph() {
    return null;
  }

  /** No session, as without outputs nothing runs. */
  public Session session() {
    return null;
  }

  /** Frees the memory. */
  public void close() {
    Steps.step();
    require(!isFreed, "is freed twice", folder);
    require(users == 0, "is freed while it is used", folder);
    isFreed = true;
  }

  private static void require(boolean condition, String what, Path folder) {
    if (!condition) {
      Steps.fail("The model " + folder + " " + what);
    }
  }
}
