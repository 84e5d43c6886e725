package io.github.tfestimator.distribute;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddInputMapping;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsRemapControlDependency;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetTarget;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/**
 * The parts of TensorFlow's C API that TensorFlow Java has but doesn't offer: a session on another
 * target, and an import whose inputs come from the graph. The only reflection of the project: it
 * takes the native handle of a graph, and wraps that of a session.
 */
final class NativeApi {
  private static final Members MEMBERS = Members.find();

  private NativeApi() {}

  /** The members of TensorFlow Java's classes that aren't public. */
  private record Members(
      Field graphHandle, Constructor<Session> session, Method markAllInitializersAsRan) {

    static Members find() {
      try {
        Field handle = Graph.class.getDeclaredField("nativeHandle");
        handle.setAccessible(true);
        Constructor<Session> session =
            Session.class.getDeclaredConstructor(Graph.class, TF_Session.class);
        session.setAccessible(true);
        Method mark = Session.class.getDeclaredMethod("markAllInitializersAsRan");
        mark.setAccessible(true);
        return new Members(handle, session, mark);
      } catch (ReflectiveOperationException | RuntimeException e) {
        throw new IllegalStateException(
            "Training on several devices or machines doesn't work with this TensorFlow Java (TensorFlow %s): %s. Use TensorFlow Java 1.1.0, on the class path."
                .formatted(TensorFlow.version(), e),
            e);
      }
    }
  }

  /**
   * Opens a session on a server.
   *
   * @param target such as {@code grpc://localhost:2222}
   */
  @SuppressWarnings("try") // the scope frees what is allocated while it is open
  static Session session(Graph graph, String target, ConfigProto config) {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetTarget(options, target);
      BytePointer proto = new BytePointer(config.toByteArray());
      TF_SetConfig(options, proto, proto.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(handle(graph), options, status);
      status.throwExceptionIfNotOK();
      session.retainReference();
      return MEMBERS.session().newInstance(graph, session);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets a session run without giving variables their initial values. */
  static void skipInitializers(Session session) {
    try {
      MEMBERS.markAllInitializersAsRan().invoke(session);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Adds ops to a graph.
   *
   * @param inputs what the ops take from the graph, by the name that they have for it
   */
  @SuppressWarnings("try") // the scope frees what is allocated while it is open
  static void importGraphDef(
      Graph graph, GraphDef ops, String prefix, Map<Towers.Edge, Towers.Edge> inputs) {
    TF_Graph handle = handle(graph);
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_ImportGraphDefOptions options = TF_ImportGraphDefOptions.newImportGraphDefOptions();
      TF_ImportGraphDefOptionsSetPrefix(options, prefix);
      inputs.forEach(
          (from, to) -> {
            TF_Operation op = TF_GraphOperationByName(handle, to.op());
            if (from.isControl()) {
              TF_ImportGraphDefOptionsRemapControlDependency(options, from.op(), op);
            } else {
              TF_Output output = new TF_Output().oper(op).index(to.index());
              TF_ImportGraphDefOptionsAddInputMapping(options, from.op(), from.index(), output);
            }
          });
      TF_GraphImportGraphDef(handle, TF_Buffer.newBufferFromString(ops), options, status);
      status.throwExceptionIfNotOK();
    }
  }

  private static TF_Graph handle(Graph graph) {
    try {
      return (TF_Graph) MEMBERS.graphHandle().get(graph);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
