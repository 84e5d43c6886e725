package io.github.tfestimator.serving;

import io.github.tfestimator.cnn.image.Pictures;
import io.github.tfestimator.cnn.image.Pictures.Ink;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Classifies pictures with a SavedModel that is loaded once and warm from the first request on.
 *
 * <p>Safe for any number of threads. Owns native memory: {@link #close} it when requests are over;
 * those that still run are waited for, those that come later get an {@link IllegalStateException}.
 *
 * <p>All methods that classify throw a {@link SavedModelException} if the model lacks the signature
 * or fails, {@link DataException} if something is no picture, and {@link IllegalArgumentException}
 * if it has the wrong size. Of a list with one bad picture nothing is classified, and the message
 * says which it is.
 */
public final class SavedModelClassifier implements AutoCloseable {
  private static final int WIDTH = PictureSignature.WIDTH;

  private final CurrentModel current;
  private final Optional<VersionFollower> follower;

  private SavedModelClassifier(CurrentModel current, Optional<VersionFollower> follower) {
    this.current = current;
    this.follower = follower;
  }

  /**
   * Loads a SavedModel and warms it.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @return the classifier
   * @throws SavedModelException if there is none, or it can't be loaded or used
   */
  public static SavedModelClassifier load(Path path) {
    return load(path, ServingConfig.defaults());
  }

  /**
   * Loads a SavedModel and warms it.
   *
   * @param path the SavedModel, or a folder of versions, of which the highest is taken
   * @param config how to serve it. If it follows versions, the path must be a folder of them.
   *     Another highest version is loaded and warmed in the background while the last one serves,
   *     also if it is a lower one, the highest having vanished. One that can't be loaded is
   *     reported in the log, and the last one goes on serving, as it does if all vanish
   * @return the classifier
   * @throws SavedModelException if there is none, or it can't be loaded or used
   */
  public static SavedModelClassifier load(Path path, ServingConfig config) {
    Path folder = SavedModelFolder.find(path);
    if (config.followsVersions() && folder.equals(path)) {
      throw new SavedModelException(
          "There are no versions to follow in %s: it is a SavedModel itself. Name the folder above."
              .formatted(path));
    }
    var current = new CurrentModel(LoadedModel.load(folder, config));
    if (!config.followsVersions()) {
      return new SavedModelClassifier(current, Optional.empty());
    }
    var follower =
        new VersionFollower(
            path, config.pollInterval(), version -> LoadedModel.load(version, config), current);
    follower.start();
    return new SavedModelClassifier(current, Optional.of(follower));
  }

  /**
   * @return the folder of the SavedModel that serves now, or did last
   */
  public Path version() {
    return current.folder();
  }

  /**
   * Classifies a picture file of any size. Its header is looked at first, lest a file of a few
   * bytes takes gigabytes to decode. Light ink on dark goes to the signature {@code image_bytes},
   * dark on light to {@code image_bytes_dark_on_light}. To detect the ink, the file is decoded here
   * and goes to {@code pixels}.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @param ink what is written on what
   * @return what the model says of it
   */
  public Classification classifyFile(byte[] content, Ink ink) {
    if (ink == Ink.DETECT) {
      byte[] pixels = Pictures.decode28x28(content, "the picture", ink);
      return current.with(model -> model.pixels().classify(pixels));
    }
    Pictures.checkHeader(content, "the picture");
    return current.with(model -> model.files(ink).classify(content));
  }

  /**
   * The same for several files, together.
   *
   * @param contents the bytes of files
   * @param ink what is written on what, in all of them
   * @return what the model says of each
   */
  public List<Classification> classifyFiles(List<byte[]> contents, Ink ink) {
    if (ink == Ink.DETECT) {
      List<byte[]> pixels = new ArrayList<>(contents.size());
      for (int i = 0; i < contents.size(); i++) {
        pixels.add(Pictures.decode28x28(contents.get(i), name(i), ink));
      }
      return all(pixels, LoadedModel::pixels);
    }
    for (int i = 0; i < contents.size(); i++) {
      Pictures.checkHeader(contents.get(i), name(i));
    }
    return all(contents, model -> model.files(ink));
  }

  /**
   * Classifies a picture of any size by the signature {@code pixels}.
   *
   * @param image grey, RGB or of a palette, with or without alpha
   * @param ink what is written on what
   * @return what the model says of it
   */
  public Classification classifyImage(BufferedImage image, Ink ink) {
    byte[] pixels = Pictures.to28x28(image, ink);
    return current.with(model -> model.pixels().classify(pixels));
  }

  /**
   * The same for several pictures, together.
   *
   * @param images grey, RGB or of a palette, with or without alpha
   * @param ink what is written on what, in all of them
   * @return what the model says of each
   */
  public List<Classification> classifyImages(List<BufferedImage> images, Ink ink) {
    List<byte[]> pixels = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      try {
        pixels.add(Pictures.to28x28(images.get(i), ink));
      } catch (DataException e) {
        throw new DataException("%s: %s".formatted(name(i), e.getMessage()), e);
      }
    }
    return all(pixels, LoadedModel::pixels);
  }

  /**
   * Classifies a raw picture by the signature {@code pixels}, which scales it.
   *
   * @param picture 784 pixels, unsigned, row after row, light ink on dark
   * @return what the model says of it
   */
  public Classification classifyPixels(byte[] picture) {
    requireWidth(picture.length, "the picture");
    return current.with(model -> model.pixels().classify(picture));
  }

  /**
   * The same for several pictures, together.
   *
   * @param pictures pictures of 784 pixels each, unsigned, row after row, light ink on dark
   * @return what the model says of each
   */
  public List<Classification> classifyPixels(List<byte[]> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      requireWidth(pictures.get(i).length, name(i));
    }
    return all(pictures, LoadedModel::pixels);
  }

  /**
   * Classifies features that are scaled already, by the signature {@code serving_default}.
   *
   * @param picture 784 numbers, scaled as the training's were
   * @return what the model says of it
   */
  public Classification classifyFeatures(float[] picture) {
    requireWidth(picture.length, "the picture");
    return current.with(model -> model.features().classify(picture));
  }

  /**
   * The same for several pictures, together.
   *
   * @param pictures 784 numbers for each, scaled as the training's were
   * @return what the model says of each
   */
  public List<Classification> classifyFeatures(List<float[]> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      requireWidth(pictures.get(i).length, name(i));
    }
    return all(pictures, LoadedModel::features);
  }

  /**
   * Refuses requests from now on, waits for those that run, and frees the memory. May be called
   * again. If the thread is interrupted, it doesn't wait, and the last request frees the memory.
   */
  @Override
  public void close() {
    follower.ifPresent(VersionFollower::close);
    current.close();
  }

  private <T> List<Classification> all(
      List<T> pictures, Function<LoadedModel, ModelFunction<T>> function) {
    return current.with(
        model -> pictures.isEmpty() ? List.of() : function.apply(model).classify(pictures));
  }

  private static String name(int index) {
    return "pictures[%d]".formatted(index);
  }

  private static void requireWidth(int width, String name) {
    if (width != WIDTH) {
      throw new IllegalArgumentException(
          "%s has %d values, but the network takes 28x28 = 784".formatted(name, width));
    }
  }
}
