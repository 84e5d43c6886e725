package io.github.tfestimator.cnn.image;

import io.github.tfestimator.estimator.ServingSignature;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TUint8;

/** The ways into an exported model for image files. */
interface FileInputs {
  /** The images of all files: uint8 [-1, height, width], or with channels. */
  Operand<TUint8> images();

  /** Returns the signatures that take files. */
  List<ServingSignature> signatures(ImageSamples samples);
}
