package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.serving.SavedModelPredictor;
import io.github.tfestimator.serving.ServingConfig;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * A classifier of images with a SavedModel, exported with {@link ImageServingInputFn}. For models
 * of other images than MNIST's nothing is fitted and ink means nothing: files are resized to the
 * model's shape.
 *
 * <p>Safe for any number of threads. Owns native memory: {@link #close} it when requests are over;
 * those that still run are waited for, those that come later get an {@link IllegalStateException}.
 *
 * <p>All methods that classify throw a {@link SavedModelException} if the model lacks the signature
 * or fails, {@link DataException} if something is no image, and {@link IllegalArgumentException} if
 * it has the wrong size. Of a list with one bad image nothing is classified, and the message says
 * which it is.
 */
public final class SavedModelClassifier implements AutoCloseable {
  private static final ImageShape MNIST = new ImageShape(28, 28, 1);

  private final SavedModelPredictor predictor;
  private final ImageSignatures signatures;
  private final ImageDecoder decoder = new ImageDecoder();

  private SavedModelClassifier(SavedModelPredictor predictor) {
    this.predictor = predictor;
    this.signatures = ImageSignatures.of(predictor);
  }

  /**
   * Returns the shape of the images that the model takes, by its signature {@code pixels}.
   *
   * @return the shape; 28x28x1 if there is no such signature
   */
  public ImageShape shape() {
    return signatures.shape();
  }

  /**
   * Tells whether the model takes files, rather than pixels alone.
   *
   * @return whether it has the signature {@code image_bytes}
   */
  public boolean takesFiles() {
    return signatures.takesFiles();
  }

  /**
   * Tells whether the digit is found in files, rather than that they are resized.
   *
   * @return true for models of 28x28x1 images, unless they were exported otherwise
   */
  public boolean fits() {
    return signatures.fits();
  }

  /**
   * Returns the names of the classes.
   *
   * @return a name for each class; empty if the SavedModel has none, as those of other programs
   * @throws SavedModelException if they can't be read
   */
  public List<String> classNames() {
    return ClassNamesFile.read(version()).orElse(List.of());
  }

  /**
   * Loads a SavedModel and warms it.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @return the classifier
   * @throws SavedModelException if there is none, or it can't be loaded
   */
  public static SavedModelClassifier load(Path path) {
    return load(path, ServingConfig.defaults());
  }

  /**
   * Loads a SavedModel and warms it.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @param config how to serve it, as {@link SavedModelPredictor#load(Path, ServingConfig)} says
   * @return the classifier
   * @throws SavedModelException if there is none, or it can't be loaded
   */
  public static SavedModelClassifier load(Path path, ServingConfig config) {
    return new SavedModelClassifier(SavedModelPredictor.load(path, config));
  }

  /**
   * Returns what serves.
   *
   * @return the folder of the SavedModel that serves now, or did last
   */
  public Path version() {
    return predictor.version();
  }

  /**
   * Finds the digit in an image file and classifies it, by the signature {@code image_bytes}. The
   * file's header is read first, as a file of a few bytes may take gigabytes to decode.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @return the model's answer, which says whether there is a digit
   */
  public Classification classifyFile(byte[] content) {
    return signatures.classify(content, "the image", signatures.fittedFiles());
  }

  /**
   * Reads an image file, finds the digit in it and classifies it.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @return the model's answer, which says whether there is a digit
   */
  public Classification classifyFile(Path file) {
    return signatures.classify(FileContent.read(file), file.toString(), signatures.fittedFiles());
  }

  /**
   * Finds and classifies the digits of several files together.
   *
   * @param contents the bytes of files
   * @return the model's answers
   */
  public List<Classification> classifyFiles(List<byte[]> contents) {
    checkHeaders(contents);
    return signatures.fittedFiles().applyAll(contents);
  }

  /**
   * Classifies an image file as it is: scaled, but not fitted. Light ink on dark goes to the
   * signature {@code image_bytes_light_on_dark}, dark on light to {@code
   * image_bytes_dark_on_light}. To detect the ink, the file is decoded and goes to {@code pixels}.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @param ink the polarity of the image
   * @return the model's answer
   */
  public Classification classifyFile(byte[] content, Ink ink) {
    return classifyFile(content, "the image", ink);
  }

  /**
   * Reads an image file and classifies it as it is, as {@link #classifyFile(byte[], Ink)}.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @param ink the polarity of the image
   * @return the model's answer
   */
  public Classification classifyFile(Path file, Ink ink) {
    return classifyFile(FileContent.read(file), file.toString(), ink);
  }

  private Classification classifyFile(byte[] content, String name, Ink ink) {
    return ink == Ink.DETECT && signatures.fits()
        ? signatures.pixels().apply(decoder.decode28x28(content, name, ink))
        : signatures.classify(content, name, signatures.files(ink));
  }

  /**
   * Classifies several files together, as they are.
   *
   * @param contents the bytes of files
   * @param ink the polarity of the image, in all of them
   * @return the model's answers
   */
  public List<Classification> classifyFiles(List<byte[]> contents, Ink ink) {
    if (ink == Ink.DETECT && signatures.fits()) {
      return signatures
          .pixels()
          .applyAll(named(contents, (file, name) -> decoder.decode28x28(file, name, ink)));
    }
    checkHeaders(contents);
    return signatures.files(ink).applyAll(contents);
  }

  private static void checkHeaders(List<byte[]> contents) {
    for (int i = 0; i < contents.size(); i++) {
      ImageHeaders.check(contents.get(i), name(i));
    }
  }

  /**
   * Finds the digit in an image of any size and classifies it.
   *
   * @param image gray, RGB or of a palette, with or without alpha
   * @return the model's answer, which says whether there is a digit
   */
  public Classification classifyImage(BufferedImage image) {
    return classifyFile(PngFile.of(image, "the image"));
  }

  /**
   * Finds and classifies the digits of several images together.
   *
   * @param images gray, RGB or of a palette, with or without alpha
   * @return the model's answers
   */
  public List<Classification> classifyImages(List<BufferedImage> images) {
    return classifyFiles(named(images, PngFile::of));
  }

  /**
   * Classifies an image of any size as it is.
   *
   * @param image gray, RGB or of a palette, with or without alpha
   * @param ink the polarity of the image
   * @return the model's answer
   */
  public Classification classifyImage(BufferedImage image, Ink ink) {
    return classifyFile(PngFile.of(image, "the image"), ink);
  }

  /**
   * Classifies several images together, as they are.
   *
   * @param images gray, RGB or of a palette, with or without alpha
   * @param ink the polarity of the image, in all of them
   * @return the model's answers
   */
  public List<Classification> classifyImages(List<BufferedImage> images, Ink ink) {
    return classifyFiles(named(images, PngFile::of), ink);
  }

  /**
   * Classifies a raw image by the signature {@code pixels}, which scales it.
   *
   * @param image 784 pixels, unsigned, row after row, light ink on dark
   * @return the model's answer
   */
  public Classification classifyPixels(byte[] image) {
    requireWidth(image.length, "the image");
    return signatures.pixels().apply(image);
  }

  /**
   * Classifies several raw images together.
   *
   * @param images 784 pixels each, unsigned, row after row, light ink on dark
   * @return the model's answers
   */
  public List<Classification> classifyPixels(List<byte[]> images) {
    IntStream.range(0, images.size()).forEach(i -> requireWidth(images.get(i).length, name(i)));
    return signatures.pixels().applyAll(images);
  }

  /**
   * Classifies features that are scaled already, by the signature {@code serving_default}. A model
   * that takes float64 gets them cast, and its probabilities are rounded.
   *
   * @param image 784 numbers, scaled as the training's were
   * @return the model's answer
   */
  public Classification classifyFeatures(float[] image) {
    requireWidth(image.length, "the image");
    return signatures.features().apply(image);
  }

  /**
   * Classifies the features of several images together.
   *
   * @param images 784 numbers for each, scaled as the training's were
   * @return the model's answers
   */
  public List<Classification> classifyFeatures(List<float[]> images) {
    IntStream.range(0, images.size()).forEach(i -> requireWidth(images.get(i).length, name(i)));
    return signatures.features().applyAll(images);
  }

  /**
   * Refuses requests from now on, waits for those that run, and frees the memory. If the thread is
   * interrupted, it doesn't wait, and the last request frees the memory.
   */
  @Override
  public void close() {
    predictor.close();
    decoder.close();
  }

  private static <T> List<byte[]> named(List<T> images, BiFunction<T, String, byte[]> function) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> function.apply(images.get(i), name(i)))
        .toList();
  }

  private static String name(int index) {
    return "images[%d]".formatted(index);
  }

  private void requireWidth(int width, String name) {
    var shape = signatures.shape();
    if (width != shape.pixels()) {
      throw new IllegalArgumentException(
          "%s has %d values, but the network takes %s = %d"
              .formatted(name, width, shape.equals(MNIST) ? "28x28" : shape, shape.pixels()));
    }
  }
}
