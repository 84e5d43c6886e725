package io.github.tfestimator.server;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Excerpt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A reader of TensorFlow Serving's {@code model_config_file}, a {@code ModelServerConfig} in
 * protobuf's text format: name, base path, version policy and labels of each model.
 */
public final class ModelConfigFile {
  private static final Descriptor CONFIG = descriptor();

  /** A field that is given twice is refused: of two folders for a model, none is right. */
  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private ModelConfigFile() {}

  /**
   * Reads a file.
   *
   * @param file in protobuf's text format
   * @return the models, one or more
   * @throws ServerException if the file can't be read, has an unknown field or a wrong value; the
   *     message gives line and column
   */
  public static List<ModelConfig> read(Path file) {
    try {
      var builder = DynamicMessage.newBuilder(CONFIG);
      PARSER.merge(BoundedFiles.readText(file), builder);
      return models(file, builder.build());
    } catch (TextFormat.ParseException e) {
      throw new ServerException(
          "The config file %s is wrong at line %d, column %d: %s."
              .formatted(
                  file,
                  e.getLine(),
                  e.getColumn(),
                  Excerpt.of(e.getMessage().replaceAll("^[\\d:]+ |\\.$", ""))),
          e);
    } catch (CharacterCodingException e) {
      throw new ServerException(
          "The config file %s isn't UTF-8; save it as text.".formatted(file), e);
    } catch (IOException e) {
      throw new ServerException(
          "The config file %s can't be read: %s.".formatted(file, AtomicFiles.reason(e)), e);
    }
  }

  private static List<ModelConfig> models(Path file, DynamicMessage config) {
    List<ModelConfig> models = new ArrayList<>();
    for (DynamicMessage model : messages(message(config, "model_config_list"), "config")) {
      try {
        models.add(model(model));
      } catch (IllegalArgumentException e) {
        throw new ServerException(
            "The config file %s has a wrong model: %s.".formatted(file, Excerpt.of(e.getMessage())),
            e);
      }
    }
    Set<String> names = new HashSet<>();
    for (ModelConfig model : models) {
      if (!names.add(model.name())) {
        throw new ServerException(
            "The config file %s has two models %s; give each a name of its own."
                .formatted(file, Excerpt.of(model.name())),
            null);
      }
    }
    if (models.isEmpty()) {
      throw new ServerException(
          "The config file %s names no model; it must have model_config_list { config { name: \"...\" base_path: \"...\" } }."
              .formatted(file),
          null);
    }
    return models;
  }

  private static ModelConfig model(DynamicMessage model) {
    String platform = (String) value(model, "model_platform");
    if (!platform.isEmpty() && !platform.equals("tensorflow")) {
      throw new IllegalArgumentException(
          "model_platform (%s) must be tensorflow".formatted(platform));
    }
    Map<String, Long> labels = new HashMap<>();
    for (DynamicMessage label : messages(model, "version_labels")) {
      labels.put((String) value(label, "key"), (Long) value(label, "value"));
    }
    String name = (String) value(model, "name");
    String path = (String) value(model, "base_path");
    if (path.isEmpty()) {
      throw new IllegalArgumentException("base_path of %s must be a folder".formatted(name));
    }
    return new ModelConfig(
        name, Path.of(path), policy(message(model, "model_version_policy")), labels);
  }

  private static VersionPolicy policy(DynamicMessage policy) {
    if (policy.getAllFields().size() > 1) {
      throw new IllegalArgumentException(
          "model_version_policy must be one of latest, all and specific");
    }
    if (has(policy, "all")) {
      return new VersionPolicy.All();
    }
    if (has(policy, "specific")) {
      Set<Long> versions = new HashSet<>();
      ((List<?>) value(message(policy, "specific"), "versions"))
          .forEach(version -> versions.add((Long) version));
      return new VersionPolicy.Specific(versions);
    }
    int count = (int) value(message(policy, "latest"), "num_versions");
    return new VersionPolicy.Latest(count == 0 ? 1 : count);
  }

  private static Object value(DynamicMessage message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  private static boolean has(DynamicMessage message, String field) {
    return message.hasField(message.getDescriptorForType().findFieldByName(field));
  }

  private static DynamicMessage message(DynamicMessage message, String field) {
    return (DynamicMessage) value(message, field);
  }

  private static List<DynamicMessage> messages(DynamicMessage message, String field) {
    return ((List<?>) value(message, field)).stream().map(DynamicMessage.class::cast).toList();
  }

  /** The part of TensorFlow Serving's model_server_config.proto that is read here. */
  private static Descriptor descriptor() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("model_server_config.proto")
            .addMessageType(
                message("ModelServerConfig", one("model_config_list", "ModelConfigList")))
            .addMessageType(message("ModelConfigList", many("config", "ModelConfig")))
            .addMessageType(
                message(
                    "ModelConfig",
                    one("name", Type.TYPE_STRING),
                    one("base_path", Type.TYPE_STRING),
                    one("model_platform", Type.TYPE_STRING),
                    one("model_version_policy", "Policy"),
                    many("version_labels", "Label")))
            .addMessageType(
                message(
                    "Policy", one("latest", "Latest"), one("all", "All"), one("specific", "Some")))
            .addMessageType(message("Latest", one("num_versions", Type.TYPE_INT32)))
            .addMessageType(message("All"))
            .addMessageType(
                message("Some", one("versions", Type.TYPE_INT64).setLabel(Label.LABEL_REPEATED)))
            .addMessageType(
                message("Label", one("key", Type.TYPE_STRING), one("value", Type.TYPE_INT64)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName("ModelServerConfig");
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
    var message = DescriptorProto.newBuilder().setName(name);
    for (int i = 0; i < fields.length; i++) {
      message.addField(fields[i].setNumber(i + 1));
    }
    return message.build();
  }

  private static FieldDescriptorProto.Builder one(String name, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder one(String name, String message) {
    return one(name, Type.TYPE_MESSAGE).setTypeName(message);
  }

  private static FieldDescriptorProto.Builder many(String name, String message) {
    return one(name, message).setLabel(Label.LABEL_REPEATED);
  }
}
