package io.github.tfestimator.fuzz;

import io.github.tfestimator.checkpoint.CheckpointEntriesFuzz;
import io.github.tfestimator.checkpoint.CheckpointIndexFuzz;
import io.github.tfestimator.checkpoint.CheckpointStateFuzz;
import io.github.tfestimator.cnn.cli.SettingsFuzz;
import io.github.tfestimator.cnn.data.CifarFuzz;
import io.github.tfestimator.cnn.data.ClassMappingFuzz;
import io.github.tfestimator.cnn.data.IdxFuzz;
import io.github.tfestimator.cnn.data.NpzFuzz;
import io.github.tfestimator.cnn.image.ImageDecodingFuzz;
import io.github.tfestimator.cnn.image.ImageHeadersFuzz;
import io.github.tfestimator.cnn.image.SavedModelFuzz;
import io.github.tfestimator.cnn.report.EventsFuzz;
import io.github.tfestimator.distribute.TfConfigFuzz;
import io.github.tfestimator.export.CardFuzz;
import io.github.tfestimator.input.TfExampleFuzz;
import io.github.tfestimator.input.TfRecordFuzz;
import io.github.tfestimator.io.ImageStructureFuzz;
import io.github.tfestimator.savedmodel.WarmupFuzz;
import io.github.tfestimator.server.GrpcMessageFuzz;
import io.github.tfestimator.server.ModelConfigFuzz;
import io.github.tfestimator.server.RestBodyFuzz;
import io.github.tfestimator.server.RestPathFuzz;
import io.github.tfestimator.summary.EvaluationsFuzz;
import java.util.Locale;

/** Everything that parses, by the name of its folder of kept inputs. */
enum FuzzTarget {
  CARD(CardFuzz.class, CardFuzz::fuzzerTestOneInput),
  CHECKPOINT_ENTRIES(CheckpointEntriesFuzz.class, CheckpointEntriesFuzz::fuzzerTestOneInput),
  CHECKPOINT_INDEX(CheckpointIndexFuzz.class, CheckpointIndexFuzz::fuzzerTestOneInput),
  CHECKPOINT_STATE(CheckpointStateFuzz.class, CheckpointStateFuzz::fuzzerTestOneInput),
  CIFAR(CifarFuzz.class, CifarFuzz::fuzzerTestOneInput),
  CLASS_NAMES(ClassMappingFuzz.class, ClassMappingFuzz::fuzzerTestOneInput),
  EVALUATIONS(EvaluationsFuzz.class, EvaluationsFuzz::fuzzerTestOneInput),
  EVENTS(EventsFuzz.class, EventsFuzz::fuzzerTestOneInput),
  GRPC(GrpcMessageFuzz.class, GrpcMessageFuzz::fuzzerTestOneInput),
  IDX(IdxFuzz.class, IdxFuzz::fuzzerTestOneInput),
  IMAGE_DECODING(ImageDecodingFuzz.class, ImageDecodingFuzz::fuzzerTestOneInput),
  IMAGE_HEADERS(ImageHeadersFuzz.class, ImageHeadersFuzz::fuzzerTestOneInput),
  IMAGE_STRUCTURE(ImageStructureFuzz.class, ImageStructureFuzz::fuzzerTestOneInput),
  MODEL_CONFIG(ModelConfigFuzz.class, ModelConfigFuzz::fuzzerTestOneInput),
  NPZ(NpzFuzz.class, NpzFuzz::fuzzerTestOneInput),
  REST_BODY(RestBodyFuzz.class, RestBodyFuzz::fuzzerTestOneInput),
  REST_PATH(RestPathFuzz.class, RestPathFuzz::fuzzerTestOneInput),
  SAVED_MODEL(SavedModelFuzz.class, SavedModelFuzz::fuzzerTestOneInput),
  SETTINGS(SettingsFuzz.class, SettingsFuzz::fuzzerTestOneInput),
  TF_CONFIG(TfConfigFuzz.class, TfConfigFuzz::fuzzerTestOneInput),
  TF_EXAMPLE(TfExampleFuzz.class, TfExampleFuzz::fuzzerTestOneInput),
  TF_RECORD(TfRecordFuzz.class, TfRecordFuzz::fuzzerTestOneInput),
  WARMUP(WarmupFuzz.class, WarmupFuzz::fuzzerTestOneInput);

  private final Class<?> type;
  private final Parser parser;

  /** Something that throws if an input isn't parsed as it should be. */
  private interface Parser {
    void parse(byte[] input) throws Exception;
  }

  FuzzTarget(Class<?> type, Parser parser) {
    this.type = type;
    this.parser = parser;
  }

  /** Returns the name of the folder, such as {@code rest_body}. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the class that the fuzzer calls. */
  Class<?> type() {
    return type;
  }

  void parse(byte[] input) throws Exception {
    parser.parse(input);
  }
}
