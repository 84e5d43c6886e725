"""Makes folder/: small image files of two classes, and what tf.data and tf.image read of them.

    python scripts/parity/folder.py

The files are 6x9 to 41x33 pixels: PNG in gray, color and with transparency, JPEG in gray and color and BMP. pixels.bin
holds, for each file in the order of tf.data.Dataset.list_files(shuffle=False), uint8 [16, 12, 3] and then uint8 [16, 12, 1].
"""

import pathlib

import numpy as np
import tensorflow as tf

OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/parity/folder"
SIZE = (16, 12)


def bmp(image):
    """Uncompressed, 24 bits, bottom-up."""
    height, width, _ = image.shape
    row = (3 * width + 3) // 4 * 4
    header = b"BM" + np.array([54 + row * height, 0, 54, 40, width, height], "<u4").tobytes()
    header += np.array([1, 24], "<u2").tobytes() + np.zeros(6, "<u4").tobytes()
    rows = np.zeros((height, row), np.uint8)
    rows[:, : 3 * width] = image[::-1, :, ::-1].reshape(height, -1)
    return header + rows.tobytes()


def write(name, content):
    file = OUT / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.numpy())


def image(random, height, width, channels):
    y, x = np.mgrid[:height, :width]
    waves = [128 + 100 * np.sin(y / random.uniform(2, 9) + x / random.uniform(2, 9)) for _ in range(channels)]
    return np.stack(waves, -1).astype(np.uint8)


def resized(rgba, channels):
    """As ImageResizing: black behind what is transparent, Rec. 601's gray, halves up."""
    small = tf.image.resize(rgba, SIZE, method="bilinear", antialias=True).numpy()
    color, opacity = small[..., :3], small[..., 3:] / np.float32(255)
    if channels == 1:
        weights = np.array([299, 587, 114], np.float32)
        color = (color * weights).sum(-1, keepdims=True) / np.float32(1000)
    return np.clip(np.floor(color * opacity + np.float32(0.5)), 0, 255).astype(np.uint8)


def decoded(path):
    content = tf.io.read_file(path)
    if path.endswith(".png"):
        return tf.image.decode_png(content, channels=4)
    if path.endswith(".jpg"):
        rgb = tf.image.decode_jpeg(content, channels=3, dct_method="INTEGER_ACCURATE")
    else:
        rgb = tf.image.decode_image(content, channels=3, expand_animations=False)
    return tf.concat([rgb, tf.fill(rgb.shape[:2] + (1,), tf.constant(255, tf.uint8))], -1)


def main():
    random = np.random.RandomState(3)
    write("a/gray.png", tf.io.encode_png(image(random, 41, 33, 1)))
    write("a/color.png", tf.io.encode_png(image(random, 17, 30, 3)))
    write("a/transparent.png", tf.io.encode_png(image(random, 9, 6, 4)))
    write("b/exact.png", tf.io.encode_png(image(random, *SIZE, 3)))
    write("b/gray.jpg", tf.io.encode_jpeg(image(random, 24, 24, 1)))
    write("b/color.jpg", tf.io.encode_jpeg(image(random, 40, 25, 3), quality=80))
    write("b/color.bmp", bmp(image(random, 7, 20, 3)))
    files = tf.data.Dataset.list_files(str(OUT / "*" / "*.*"), shuffle=False)
    with open(OUT / "pixels.bin", "wb") as out:
        for path in files.as_numpy_iterator():
            rgba = decoded(path.decode())
            out.write(resized(rgba, 3).tobytes())
            out.write(resized(rgba, 1).tobytes())
            print(pathlib.Path(path.decode()).relative_to(OUT))


if __name__ == "__main__":
    main()
