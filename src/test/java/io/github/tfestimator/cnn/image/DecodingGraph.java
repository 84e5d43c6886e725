package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** An exported model, and the 28x28 pixels that it makes of image files before it scales them. */
final class DecodingGraph implements AutoCloseable {
  private final SavedModelBundle bundle;

  private DecodingGraph(SavedModelBundle bundle) {
    this.bundle = bundle;
  }

  static Path export(Path folder) {
    var estimator = SmallModel.train(folder.resolve("model"));
    var exporter = SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)));
    return exporter.export(estimator, folder.resolve("exported"));
  }

  static DecodingGraph load(Path version) {
    return new DecodingGraph(SavedModelBundle.load(version.toString(), "serve"));
  }

  byte[] pixels(byte[] file, Ink ink) {
    return pixels(List.of(file), ink).get(0);
  }

  List<byte[]> pixels(List<byte[]> files, Ink ink) {
    String signature =
        ink == Ink.LIGHT_ON_DARK ? "image_bytes_light_on_dark" : "image_bytes_dark_on_light";
    String scope = signature + "/input_fn/";
    try (TString strings =
            TString.tensorOfBytes(NdArrays.vectorOfObjects(files.toArray(byte[][]::new)));
        Result result =
            bundle
                .session()
                .runner()
                .feed(scope + signature, strings)
                .fetch(scope + "image")
                .run()) {
      byte[] all = new byte[files.size() * 784];
      ((TUint8) result.get(0)).asRawTensor().data().read(all);
      return IntStream.range(0, files.size())
          .mapToObj(i -> Arrays.copyOfRange(all, i * 784, (i + 1) * 784))
          .toList();
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
