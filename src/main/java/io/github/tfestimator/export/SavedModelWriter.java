package io.github.tfestimator.export;

import com.google.protobuf.CodedOutputStream;
import io.github.tfestimator.checkpoint.VariableCollections;
import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Op;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Writes graph, variables and signatures. */
final class SavedModelWriter {
  private SavedModelWriter() {}

  static void write(ServingGraph graph, Path folder) throws IOException {
    var exporter =
        SavedModelBundle.exporter(folder.toString())
            .withTags(SavedModelBundle.DEFAULT_TAG)
            .withSession(graph.session());
    for (ServingSignature definition : graph.signatures()) {
      // Not Signature.builder(key): that would name the method so too.
      var signature = Signature.builder().key(definition.key()).methodName(definition.method());
      definition.inputs().forEach(signature::input);
      graph.outputs(definition).forEach(signature::output);
      exporter.withSignature(signature.build());
    }
    exporter.export();
    complete(folder.resolve(SavedModelVersions.MODEL), graph);
  }

  /**
   * Adds the collections of variables and the op that fills the tables, gives each signature a
   * graph of its own, writes nodes as Python does and equal ones of a function once, and puts all
   * into an order: TensorFlow lists functions, their nodes and a node's attributes in any, so the
   * same model would have other bytes.
   */
  private static void complete(Path file, ServingGraph graph) throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder().mergeFrom(Files.readAllBytes(file));
    VariableCollections.addTo(model.getMetaGraphsBuilder(0), graph.session().graph());
    graph
        .initializer()
        .ifPresent(
            op ->
                model
                    .getMetaGraphsBuilder(0)
                    .putSignatureDef(SavedModelInfo.INIT_OP, initializer(op)));
    SignatureGraphs.separate(model.getMetaGraphsBuilder(0));
    PortableNodes.writeTo(model.getMetaGraphsBuilder(0));
    MappedFunctions.mark(model.getMetaGraphsBuilder(0).getGraphDefBuilder());
    EqualNodes.merge(model.getMetaGraphsBuilder(0).getGraphDefBuilder());
    model
        .getMetaGraphsBuilder(0)
        .getMetaInfoDefBuilder()
        .setTensorflowVersion(TensorFlow.version());
    var library = model.getMetaGraphsBuilder(0).getGraphDefBuilder().getLibraryBuilder();
    List<FunctionDef> functions = new ArrayList<>();
    library.getFunctionList().forEach(function -> functions.add(sorted(function)));
    functions.sort(Comparator.comparing(function -> function.getSignature().getName()));
    library.clearFunction().addAllFunction(functions);
    try (OutputStream out = Files.newOutputStream(file)) {
      var coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      model.build().writeTo(coded);
      coded.flush();
    }
  }

  private static FunctionDef sorted(FunctionDef function) {
    List<NodeDef> nodes = new ArrayList<>(function.getNodeDefList());
    nodes.sort(Comparator.comparing(NodeDef::getName));
    return function.toBuilder().clearNodeDef().addAllNodeDef(nodes).build();
  }

  private static SignatureDef initializer(Op op) {
    var info = TensorInfo.newBuilder().setName(op.op().name()).build();
    return SignatureDef.newBuilder().putOutputs(SavedModelInfo.INIT_OP, info).build();
  }
}
