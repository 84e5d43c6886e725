package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The server's file of models. */
public final class ModelConfigFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  /** The fields of TensorFlow Serving's model_server_config.proto that are read. */
  private static final String PROTO =
      """
      ModelServerConfig optional Models model_config_list
      Models repeated Model config
      Model optional string name
      Model optional string base_path
      Model optional string model_platform
      Model optional Policy model_version_policy
      Model repeated Entry version_labels
      Policy optional Latest latest
      Policy optional All all
      Policy optional Specific specific
      Latest optional int32 num_versions
      All
      Specific repeated int64 versions
      Entry optional string key
      Entry optional int64 value
      """;

  private static final Descriptor CONFIG = config();

  private ModelConfigFuzz() {}

  /** Reads an input as the file. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("models.config", input);
    Bounded.read(input, ServerException.class, () -> ModelConfigFile.read(file))
        .ifPresent(
            models -> {
              Bounded.require(!models.isEmpty(), "No models");
              requireSame(models, new String(input, UTF_8));
              Path again = FOLDER.write("again.config", text(models).getBytes(UTF_8));
              Bounded.require(
                  ModelConfigFile.read(again).equals(models), "It is written otherwise");
            });
  }

  /** Holds the models against what protobuf's reader of text makes of the file. */
  private static void requireSame(List<ModelConfig> models, String text) {
    var config = DynamicMessage.newBuilder(CONFIG);
    try {
      TextFormat.merge(text, config);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError("It isn't a config", e);
    }
    List<?> expected = (List<?>) value(value(config.build(), "model_config_list"), "config");
    Bounded.require(models.size() == expected.size(), "Another number of models");
    for (int i = 0; i < models.size(); i++) {
      Object model = expected.get(i);
      Map<Object, Object> labels = new HashMap<>();
      for (Object label : (List<?>) value(model, "version_labels")) {
        labels.put(value(label, "key"), value(label, "value"));
      }
      Bounded.require(models.get(i).name().equals(value(model, "name")), "Another name");
      Bounded.require(
          models.get(i).basePath().equals(Path.of((String) value(model, "base_path"))),
          "Another path");
      Bounded.require(models.get(i).labels().equals(labels), "Other labels");
      requireSame(models.get(i).policy(), (DynamicMessage) value(model, "model_version_policy"));
    }
  }

  private static void requireSame(VersionPolicy policy, DynamicMessage expected) {
    if (expected.getAllFields().size() > 1) {
      return; // Serving's own is a choice of one.
    }
    Object count = value(value(expected, "latest"), "num_versions");
    List<?> versions = (List<?>) value(value(expected, "specific"), "versions");
    boolean isAll = expected.hasField(field(expected, "all"));
    boolean same =
        policy instanceof VersionPolicy.Latest latest
            ? !isAll && versions.isEmpty() && latest.count() == Math.max(1, (int) count)
            : policy instanceof VersionPolicy.Specific specific
                ? specific.versions().equals(new HashSet<>(versions))
                : isAll;
    Bounded.require(same, "Another policy: " + policy);
  }

  private static Object value(Object message, String name) {
    var fields = (DynamicMessage) message;
    return fields.getField(field(fields, name));
  }

  private static FieldDescriptor field(DynamicMessage message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static Descriptor config() {
    var messages = new LinkedHashMap<String, DescriptorProto.Builder>();
    for (String line : PROTO.lines().toList()) {
      String[] words = line.split(" ");
      var message =
          messages.computeIfAbsent(words[0], name -> DescriptorProto.newBuilder().setName(name));
      if (words.length > 1) {
        var field = message.addFieldBuilder().setNumber(message.getFieldCount()).setName(words[3]);
        field.setLabel(Label.valueOf("LABEL_" + words[1].toUpperCase(Locale.ROOT)));
        switch (words[2]) {
          case "string" -> field.setType(Type.TYPE_STRING);
          case "int32" -> field.setType(Type.TYPE_INT32);
          case "int64" -> field.setType(Type.TYPE_INT64);
          default -> field.setType(Type.TYPE_MESSAGE).setTypeName(words[2]);
        }
      }
    }
    var file = FileDescriptorProto.newBuilder();
    messages.values().forEach(file::addMessageType);
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
          .findMessageTypeByName("ModelServerConfig");
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(List<ModelConfig> models) {
    var text = new StringBuilder("model_config_list {");
    for (ModelConfig model : models) {
      text.append("config { name: ").append(quoted(model.name()));
      text.append(" base_path: ").append(quoted(model.basePath().toString()));
      text.append(" model_version_policy { ").append(policy(model.policy())).append(" }");
      model
          .labels()
          .forEach(
              (label, version) ->
                  text.append(" version_labels { key: ")
                      .append(quoted(label))
                      .append(" value: " + version + " }"));
      text.append(" }");
    }
    return text.append("}").toString();
  }

  private static String policy(VersionPolicy policy) {
    if (policy instanceof VersionPolicy.Latest latest) {
      return "latest { num_versions: " + latest.count() + " }";
    }
    return policy instanceof VersionPolicy.Specific specific
        ? "specific { versions: " + List.copyOf(specific.versions()) + " }"
        : "all {}";
  }

  private static String quoted(String text) {
    return '"' + TextFormat.escapeBytes(ByteString.copyFromUtf8(text)) + '"';
  }
}
