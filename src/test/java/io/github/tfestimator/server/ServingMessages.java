package io.github.tfestimator.server;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import com.google.protobuf.WrappersProto;
import java.util.Map;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorProto;

/** TensorFlow Serving's messages, for protobuf's own reader and writer, from and to text. */
final class ServingMessages {
  /** A message on each line: its name, and its fields' numbers, names and types; one of a oneof. */
  private static final String MESSAGES =
      """
      ModelSpec 1 name string, 2 version one google.protobuf.Int64Value, 3 signature_name string, 4 version_label one string
      PredictRequest 1 model_spec ModelSpec, 2 inputs map tensorflow.TensorProto, 3 output_filter list string
      PredictResponse 1 outputs map tensorflow.TensorProto, 2 model_spec ModelSpec
      ExampleList 1 examples list tensorflow.Example
      ExampleListWithContext 1 examples list tensorflow.Example, 2 context tensorflow.Example
      Input 1 example_list one ExampleList, 2 example_list_with_context one ExampleListWithContext
      ClassificationRequest 1 model_spec ModelSpec, 2 input Input
      Class 1 label string, 2 score float
      Classifications 1 classes list Class
      ClassificationResult 1 classifications list Classifications
      ClassificationResponse 1 result ClassificationResult, 2 model_spec ModelSpec
      RegressionRequest 1 model_spec ModelSpec, 2 input Input
      Regression 1 value float
      RegressionResult 1 regressions list Regression
      RegressionResponse 1 result RegressionResult, 2 model_spec ModelSpec
      GetModelMetadataRequest 1 model_spec ModelSpec, 2 metadata_field list string
      GetModelMetadataResponse 1 model_spec ModelSpec, 2 metadata map google.protobuf.Any
      SignatureDefMap 1 signature_def map tensorflow.SignatureDef
      GetModelStatusRequest 1 model_spec ModelSpec
      StatusProto 1 error_code int32, 2 error_message string
      ModelVersionStatus 1 version int64, 2 state int32, 3 status StatusProto
      GetModelStatusResponse 1 model_version_status list ModelVersionStatus
      HealthCheckRequest 1 service string
      HealthCheckResponse 1 status int32
      """;

  private static final Map<String, FieldDescriptorProto.Type> SCALARS =
      Map.of(
          "string", FieldDescriptorProto.Type.TYPE_STRING,
          "float", FieldDescriptorProto.Type.TYPE_FLOAT,
          "int32", FieldDescriptorProto.Type.TYPE_INT32,
          "int64", FieldDescriptorProto.Type.TYPE_INT64);

  private static final FileDescriptor FILE = file();

  private ServingMessages() {}

  /** Parses a message of protobuf's text format. */
  static DynamicMessage parse(String type, String text) {
    var message = DynamicMessage.newBuilder(descriptor(type));
    try {
      TextFormat.merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
    return message.build();
  }

  /** Returns the text of a message, on one line. */
  static String text(DynamicMessage message) {
    return TextFormat.printer().printToString(message).replaceAll("\\s+", " ").strip();
  }

  static Descriptor descriptor(String type) {
    return FILE.findMessageTypeByName(type);
  }

  private static FileDescriptor file() {
    var file =
        FileDescriptorProto.newBuilder()
            .setName("serving")
            .setPackage("tensorflow.serving")
            .setSyntax("proto3");
    MESSAGES.lines().forEach(line -> file.addMessageType(message(line)));
    FileDescriptor[] used = {
      TensorProto.getDescriptor().getFile(),
      Example.getDescriptor().getFile(),
      SignatureDef.getDescriptor().getFile(),
      AnyProto.getDescriptor(),
      WrappersProto.getDescriptor()
    };
    try {
      return FileDescriptor.buildFrom(file.build(), used);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto message(String line) {
    String name = line.substring(0, line.indexOf(' '));
    var message = DescriptorProto.newBuilder().setName(name);
    for (String text : line.substring(name.length() + 1).split(", ")) {
      String[] words = text.split(" ");
      String type = words[words.length - 1];
      if (words[2].equals("map")) {
        String entry = Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1) + "Entry";
        entry = camel(entry);
        message.addNestedType(
            DescriptorProto.newBuilder()
                .setName(entry)
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .addField(field("1", "key", "string"))
                .addField(field("2", "value", type)));
        type = name + "." + entry;
      }
      var field = field(words[0], words[1], type);
      if (words[2].equals("one")) {
        field.setOneofIndex(0);
        message.clearOneofDecl().addOneofDeclBuilder().setName("kind");
      } else if (words.length == 4) {
        field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
      }
      message.addField(field);
    }
    return message.build();
  }

  private static String camel(String name) {
    int underscore = name.indexOf('_');
    return underscore < 0
        ? name
        : name.substring(0, underscore)
            + Character.toUpperCase(name.charAt(underscore + 1))
            + name.substring(underscore + 2);
  }

  private static FieldDescriptorProto.Builder field(String number, String name, String type) {
    var field =
        FieldDescriptorProto.newBuilder()
            .setNumber(Integer.parseInt(number))
            .setName(name)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    return SCALARS.containsKey(type)
        ? field.setType(SCALARS.get(type))
        : field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(typeName(type));
  }

  private static String typeName(String type) {
    boolean isFull = type.startsWith("tensorflow.") || type.startsWith("google.");
    return isFull ? "." + type : ".tensorflow.serving." + type;
  }
}
