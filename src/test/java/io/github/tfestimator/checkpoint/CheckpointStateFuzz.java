package io.github.tfestimator.checkpoint;

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
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The file {@code checkpoint} of a model directory. */
public final class CheckpointStateFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private static final Descriptor STATE = state();

  private CheckpointStateFuzz() {}

  /** Reads an input as the file, and writes what was read. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FOLDER.write("checkpoint", input);
    var state =
        Bounded.read(
            input, CheckpointException.class, () -> CheckpointState.read(FOLDER.path()).get());
    if (state.isPresent()) {
      var order = state.get().newestFirst();
      var expected = new HashSet<>(state.get().all());
      expected.add(state.get().newest());
      Bounded.require(order.get(0).equals(state.get().newest()), "The newest isn't the first");
      Bounded.require(new HashSet<>(order).equals(expected), "A checkpoint is lost");
      requireSame(state.get(), new String(input, StandardCharsets.UTF_8));
    }
  }

  /** Holds the paths against what protobuf's reader of text finds, which wants all in order. */
  private static void requireSame(CheckpointState state, String text) {
    try {
      var message = DynamicMessage.newBuilder(STATE);
      TextFormat.merge(text, message);
      Object newest = message.getField(STATE.findFieldByNumber(1));
      Bounded.require(state.newest().equals(path(newest)), "Another newest checkpoint");
      List<?> all = (List<?>) message.getField(STATE.findFieldByNumber(2));
      List<Path> left = new ArrayList<>(all.stream().map(CheckpointStateFuzz::path).toList());
      for (Path read : state.all()) {
        Bounded.require(left.remove(read), "A checkpoint that isn't listed");
      }
      requireAll(message);
    } catch (TextFormat.ParseException | InvalidPathException e) {
      // Ours takes a line that it understands beside others.
    }
  }

  /** Writes a message a field a line, as TensorFlow does, of which nothing may be left out. */
  private static void requireAll(DynamicMessage.Builder message) {
    List<Path> all = new ArrayList<>();
    for (Object name : (List<?>) message.getField(STATE.findFieldByNumber(2))) {
      all.add(path(name));
    }
    FOLDER.write("checkpoint", message.build().toString().getBytes(StandardCharsets.UTF_8));
    CheckpointState again = CheckpointState.read(FOLDER.path()).get();
    Bounded.require(again.all().equals(all), "A listed checkpoint isn't read");
  }

  private static Path path(Object name) {
    return FOLDER.path().resolve((String) name);
  }

  private static Descriptor state() {
    var message = DescriptorProto.newBuilder().setName("CheckpointState");
    field(message, "model_checkpoint_path", 1, Type.TYPE_STRING, Label.LABEL_OPTIONAL);
    field(message, "all_model_checkpoint_paths", 2, Type.TYPE_STRING, Label.LABEL_REPEATED);
    field(message, "all_model_checkpoint_timestamps", 3, Type.TYPE_DOUBLE, Label.LABEL_REPEATED);
    field(message, "last_preserved_timestamp", 4, Type.TYPE_DOUBLE, Label.LABEL_OPTIONAL);
    try {
      return FileDescriptor.buildFrom(
              FileDescriptorProto.newBuilder().addMessageType(message).build(),
              new FileDescriptor[0])
          .findMessageTypeByName("CheckpointState");
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static void field(
      DescriptorProto.Builder message, String name, int number, Type type, Label label) {
    message.addField(
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setType(type)
            .setLabel(label));
  }
}
