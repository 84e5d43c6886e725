package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.TensorProto;

/** The file of warm-up requests of a SavedModel. */
public final class WarmupFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private WarmupFuzz() {}

  /** Reads an input as the file with fitting checksums, and as a record of one. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    read(Checksums.ofRecords(input));
    Optional<List<WarmupRequest>> requests = read(TfRecords.of(List.of(input)));
    if (requests.isPresent()) {
      if (requests.get().size() == 1) {
        requireSame(requests.get().get(0), input);
      }
      for (WarmupRequest request : requests.get()) {
        WarmupRequest again = PredictionLog.decode(PredictionLog.encode(request)).orElseThrow();
        Bounded.require(again.equals(request), "It is written otherwise");
      }
    }
  }

  /** Reads a request field by field, by the numbers of prediction_log.proto and predict.proto. */
  private static void requireSame(WarmupRequest request, byte[] log) throws IOException {
    boolean predicts = request.method().equals(WarmupRequest.PREDICT);
    ByteString message = last(last(ByteString.copyFrom(log), predicts ? 6 : 2), 1);
    String signature = last(last(message, 1), 3).toStringUtf8();
    Bounded.require(
        request.signature().equals(signature.isEmpty() ? "serving_default" : signature),
        "Another signature");
    if (predicts) {
      Map<String, TensorProto> inputs = new HashMap<>();
      for (ByteString entry : all(message, 2)) {
        inputs.put(last(entry, 1).toStringUtf8(), TensorProto.parseFrom(last(entry, 2)));
      }
      Bounded.require(request.inputs().equals(inputs), "Other inputs");
    } else {
      List<ByteString> examples = all(last(last(message, 2), 1), 1);
      Bounded.require(
          request.inputs().get("inputs").getStringValList().equals(examples), "Other examples");
    }
  }

  private static ByteString last(ByteString message, int field) throws IOException {
    List<ByteString> all = all(message, field);
    return all.isEmpty() ? ByteString.EMPTY : all.get(all.size() - 1);
  }

  private static List<ByteString> all(ByteString message, int field) throws IOException {
    List<ByteString> all = new ArrayList<>();
    CodedInputStream in = message.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (field << 3 | 2)) {
        all.add(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
    return all;
  }

  private static Optional<List<WarmupRequest>> read(byte[] file) {
    FOLDER.write("assets.extra/tf_serving_warmup_requests", file);
    return Bounded.read(file, IOException.class, () -> WarmupRequests.read(FOLDER.path()));
  }
}
