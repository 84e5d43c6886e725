"""The fitting of digits in plain NumPy, in doubles: an oracle for the ops of Fitting.java.

fitting.py               makes the fixtures of FittingParityTest: drawn images, and what the oracle makes of them
fitting.py DIR IMAGE...  compares the SavedModel DIR with the oracle on gray PNG files of at most 500 pixels a side
"""
import os
import struct
import sys
import zlib

import numpy as np


def shrink(gray, limit):
    """Averages areas until the longer side has at most `limit` pixels."""
    side = max(gray.shape)
    rows, columns = (
        max(1, (n * min(side, limit) + side // 2) // side) for n in gray.shape)
    return area_weights(gray.shape[0], rows) @ gray @ area_weights(gray.shape[1], columns).T


def area_weights(length, scaled):
    step = length / scaled
    start = np.arange(scaled)[:, None] * step
    source = np.arange(length)[None]
    covered = np.minimum(start + step, source + 1) - np.maximum(start, source)
    return np.maximum(covered, 0) / step


def linear_weights(length, scaled):
    """Linear interpolation between the centers of pixels."""
    place = np.clip((np.arange(scaled) + 0.5) * length / scaled - 0.5, 0, length - 1)
    return np.maximum(1 - np.abs(place[:, None] - np.arange(length)), 0)


def triangle_weights(length, scaled, scale, shift):
    """A triangle as wide as two pixels of the coarser grid; 0 outside of the image."""
    place = (np.arange(scaled) + 0.5 - shift) / scale
    width = max(1 / scale, 1)
    weights = np.maximum(1 - np.abs(np.arange(length) + 0.5 - place[:, None]) / width, 0)
    weights /= np.maximum(weights.sum(1, keepdims=True), 1e-30)
    return weights * ((place >= 0) & (place <= length))[:, None]


def cut(gray, side, scale, shift):
    down = triangle_weights(gray.shape[0], side, scale[0], shift[0])
    across = triangle_weights(gray.shape[1], side, scale[1], shift[1])
    return down @ gray @ across.T


def box(mask):
    """Top, bottom, left, right of what is true, or of all."""
    if not mask.any():
        return 0, mask.shape[0], 0, mask.shape[1]
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


def center_of_mass(mass):
    down, across = (np.arange(n) + 0.5 for n in mass.shape)
    return np.array([mass.sum(1) @ down, mass.sum(0) @ across]) / (mass.sum() + 1e-3)


def is_mnists(gray):
    if gray.shape != (28, 28):
        return False
    top, bottom, left, right = box(gray > 0)
    offset = np.abs(center_of_mass(gray) - 14.5).max()
    return 19 <= max(bottom - top, right - left) <= 20 and offset < 0.6


def is_strip(gray):
    return max(gray.shape) >= 3 * min(gray.shape)


def parabola(length):
    return 1 - ((np.arange(length) + 0.5) / length * 2 - 1) ** 2


def has_two_tones(gray):
    """Whether 3 of 4 pixels are within a twentieth of the range of the darkest or the lightest."""
    least, most = gray.min(), gray.max()
    distance = np.abs(gray - least - (most - least) / 2)
    return (distance > 0.45 * (most - least)).mean() >= 0.75


def is_sheet(area, inset):
    top, bottom, left, right = box(area)
    height, width = bottom - top, right - left
    fill = area.sum() / (height * width)
    corners = all(
        area[top + int(y), left + int(x)]
        for y in (height * inset, height - height * inset)
        for x in (width * inset, width - width * inset))
    return fill > 0.6 and max(height, width) < 2 * min(height, width) and corners


def borders(area):
    """How many pixels of the first row, the last, the first column and the last belong to an area."""
    return [line.sum() for line in (area[0], area[-1], area[:, 0], area[:, -1])]


def polarity(gray):
    """Whether the ink is light, and whether the image is plain: of two tones, and no sheet or frame."""
    logarithm = np.log(gray + 32)
    bright = logarithm > (logarithm.min() + logarithm.max()) / 2
    two_tones = has_two_tones(gray)
    is_border_light = sum(borders(bright)) > sum(gray.shape)
    sheet = is_sheet(bright != is_border_light, 0.06) if two_tones else is_sheet(bright, 0.18)
    is_plain = two_tones and not sheet
    if is_strip(gray):
        across = parabola(min(gray.shape))
        profile = gray.mean(0 if gray.shape[0] > gray.shape[1] else 1)
        return profile @ across / across.sum() > gray.mean(), is_plain
    if two_tones:
        return is_border_light == sheet, is_plain
    rows, columns = gray.shape
    cells = shrink(logarithm, 4)
    mean = linear_weights(cells.shape[0], rows) @ cells @ linear_weights(cells.shape[1], columns).T
    down, across = (parabola(n) for n in gray.shape)
    skewness = down @ (logarithm - mean) ** 3 @ across
    return skewness > 0 and not sheet, is_plain


def extreme(gray, width, function):
    """The maximum or minimum over squares, cut off at the border."""
    half = width // 2
    for axis in (0, 1):
        n = gray.shape[axis]
        lines = [
            function(gray.take(range(max(0, i - half), min(n, i + half + 1)), axis), axis)
            for i in range(n)]
        gray = np.stack(lines, axis)
    return gray


def otsu(values):
    """The threshold and the means below and above it."""
    top = values.max() + 1e-3
    bins = np.minimum((values / top * 64).astype(int), 63)
    shares = np.bincount(bins.ravel(), minlength=64) / values.size
    weights = np.cumsum(shares)
    moments = np.cumsum(shares * (np.arange(64) + 0.5) / 64 * top)
    between = (weights * moments[-1] - moments) ** 2
    between /= np.maximum(weights * (1 - weights), 1e-6)
    i = between.argmax()
    upper = (moments[-1] - moments[i]) / max(1 - weights[i], 1e-6)
    return (i + 1) / 64 * top, moments[i] / max(weights[i], 1e-6), upper


def components(mask):
    """Lists of pixels of the mask, by flood fill, over gaps of a pixel where there is little ink."""
    joined = mask
    if mask.mean() < 0.2:
        padded = np.pad(mask, (0, 1))
        joined = mask | padded[1:, :-1] | padded[:-1, 1:] | padded[1:, 1:]
    left, found = {tuple(p) for p in np.argwhere(joined)}, []
    while left:
        todo = [left.pop()]
        component = []
        while todo:
            y, x = todo.pop()
            component.append((y, x))
            for p in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if p in left:
                    left.remove(p)
                    todo.append(p)
        pixels = [p for p in sorted(component) if mask[p]]
        if pixels:
            found.append(np.array(pixels))
    return found


class Component:
    def __init__(self, pixels, ink):
        self.pixels = pixels
        self.mass = ink[pixels[:, 0], pixels[:, 1]].sum()
        self.start, self.end = pixels.min(0), pixels.max(0) + 1
        self.touches = (self.start == 0).any() or (self.end == ink.shape).any()

    def mean(self):
        return self.mass / len(self.pixels)

    def fill(self):
        return len(self.pixels) / np.prod(self.end - self.start)

    def is_within(self, other):
        return (self.start > other.start).all() and (self.end < other.end).all()


def select(ink, mask, is_plain):
    """The digit's mask, whether it is off the border, whether it is but an outline."""
    all_ = [Component(pixels, ink) for pixels in components(mask)]
    if not all_:
        return mask, False, True
    inside = [c for c in all_ if not c.touches]
    heaviest = max(c.mass for c in all_)
    is_inside = max((c.mass for c in inside), default=0) > 0.1 * heaviest
    candidates = inside if is_inside else all_
    main = max(candidates, key=lambda c: c.mass)
    within = [c for c in candidates if c.is_within(main)]
    if main.fill() < 0.152 and max((c.mass for c in within), default=0) > 0.08 * main.mass:
        candidates = within
        main = max(candidates, key=lambda c: c.mass)
    digit = np.zeros_like(mask)
    for c in candidates:
        is_like_main = c.mass >= 0.08 * main.mass and c.mean() >= 0.65 * main.mean()
        if is_like_main and not main.is_within(c):
            digit[c.pixels[:, 0], c.pixels[:, 1]] = True
    spans = (main.end - main.start >= np.array(ink.shape) * 9 // 10).all()
    if spans:
        return digit, is_inside, main.fill() < 0.15
    top, bottom, left, right = box(digit)
    along = max(borders(digit)) if is_plain else sum(borders(digit))
    return digit, is_inside, along >= 0.9 * max(bottom - top, right - left)


def fit(gray):
    """Fits a gray image, [rows, columns] of 0 to 255: uint8 [28, 28], and whether it is a digit."""
    gray = gray.astype(np.float64)
    if is_mnists(gray):
        return gray.astype(np.uint8), True
    fine = shrink(gray, 256)
    coarse = shrink(fine, 64)
    light, is_plain = polarity(coarse)
    if light:
        fine, coarse = 255 - fine, 255 - coarse
    width = max(coarse.shape) // 4 // 2 * 2 + 1
    paper = extreme(extreme(coarse, width, np.max), width, np.min)
    if is_plain:
        paper = np.full_like(coarse, coarse.max())

    def strength(paper, gray):
        return paper - gray if light else (paper - gray) * 255 / np.maximum(paper, 32)

    ink = strength(paper, coarse)
    threshold, low, high = otsu(ink)
    mask = ink > threshold
    digit, is_inside, is_outline = select(ink, mask, is_plain)

    top, bottom, left, right = box(digit)
    scale = np.full(2, 48 / max(bottom - top, right - left))
    shift = 32 - np.array([top + bottom, left + right]) / 2 * scale
    near = extreme(digit.astype(float), 3, np.max)
    window = strength(
        cut(paper, 64, scale, shift),
        cut(fine, 64, scale * coarse.shape / np.array(fine.shape), shift))
    is_near = cut(near, 64, scale, shift) > 0.25
    is_in_image = cut(np.ones_like(near), 64, scale, shift) > 0.5
    window = np.where(is_near & is_in_image, window, 0)

    contrast = high - low
    strong = window > low + contrast / 2
    start = low + 0.15 * contrast
    end = window[strong].sum() / max(strong.sum(), 1)
    window = np.clip((window - start) / (end - start + 1e-3), 0, 1)

    top, bottom, left, right = box(window > 0.5)
    scale = np.full(2, 20 / max(bottom - top, right - left))
    placed = cut(window, 28, scale, 14.5 - center_of_mass(window) * scale)
    pixels = np.clip(np.floor(placed * 255 + 0.5), 0, 255).astype(np.uint8)

    noise = np.sqrt(((ink - low)[~mask] ** 2).sum() / max((~mask).sum(), 1))
    found = (
        contrast >= (10 if is_inside else 40)
        and contrast >= 4.5 * noise
        and mask.mean() <= (0.42 if is_inside else 0.9 if is_strip(paper) else 0.62)
        and (is_inside or not is_outline))
    return pixels, bool(found)


def stroke(shape, points, width):
    """How much ink a pen of a width leaves along straight lines between points (row, column), 0 to 1."""
    grid = np.stack(np.meshgrid(*(np.arange(n) + 0.5 for n in shape), indexing="ij"), -1)
    distance = np.full(shape, np.inf)
    for a, b in zip(np.array(points[:-1], float), np.array(points[1:], float)):
        along = np.clip((grid - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        distance = np.minimum(distance, np.linalg.norm(grid - a - along[..., None] * (b - a), axis=-1))
    return np.clip(width / 2 - distance + 0.5, 0, 1)


def drawings():
    """Images of rounds, sevens and ones on papers of many kinds, and images without a digit."""
    random = np.random.RandomState(1)
    ring = [(50 + 30 * np.cos(t), 50 + 22 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 40)]
    seven = [(20, 25), (22, 75), (85, 40)]
    for points in (ring, seven):
        ink = stroke((100, 100), points, 9)
        light = np.add.outer(np.linspace(250, 120, 100), np.linspace(0, -40, 100))
        yield 255 - 255 * ink
        yield 255 * ink
        yield light * (1 - 0.7 * ink)
        yield 10 + 180 * ink
        yield np.clip(230 - 160 * ink + random.normal(0, 8, ink.shape), 0, 255)
        yield 240 - 60 * stroke((180, 260), [(y + 60, x + 120) for y, x in points], 9)
        yield np.maximum(stroke((280, 280), [(2.8 * y, 2.8 * x) for y, x in points], 14), stroke(
            (280, 280), [(0, 0), (0, 280), (280, 280), (280, 0), (0, 0)], 6)) * -255 + 255
        top, bottom, left, right = box(ink > 0.5)
        yield 255 - 255 * ink[top:bottom, left:right]
    bold = stroke((100, 100), ring, 24)
    top, bottom, left, right = box(bold > 0.5)
    yield 255 * bold
    yield 255 * bold[top:bottom, left:right]
    yield 255 - 255 * bold[top:bottom, left:right]
    yield 255 - 255 * bold[35:, :70]
    yield 255 - 255 * stroke((280, 280), [(2.8 * y, 2.8 * x) for y, x in ring], 3)
    one = stroke((120, 30), [(4, 20), (116, 10)], 17)
    yield 255 * one
    yield 255 - 255 * one
    yield (255 - 255 * one).T
    yield np.full((40, 60), 200)
    yield 230 - 120 * (np.arange(100)[:, None] % 20 < 2) * np.ones((1, 100))
    yield np.clip(235 + random.normal(0, 10, (90, 70)), 0, 255)
    table = np.full((120, 160), 60)
    table[20:100, 30:140] = 220
    yield table
    yield np.full((1, 1), 9)


def write_png(path, gray):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + row.tobytes() for row in gray)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *gray.shape[::-1], 8, 0, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def make_fixtures():
    folder = os.path.join(os.path.dirname(__file__), "../../src/test/resources/parity/fitting")
    os.makedirs(folder, exist_ok=True)
    with open(folder + "/pixels.bin", "wb") as pixels, open(folder + "/found.txt", "w") as found:
        for i, image in enumerate(drawings()):
            gray = np.floor(image + 0.5).astype(np.uint8)
            write_png(folder + "/%02d.png" % i, gray)
            fitted, is_found = fit(gray.astype(float))
            pixels.write(fitted.tobytes())
            found.write("%s\n" % str(is_found).lower())


def compare(folder, paths):
    import tensorflow as tf
    image_bytes = tf.saved_model.load(folder).signatures["image_bytes"]
    furthest, others = 0, 0
    for path in paths:
        content = open(path, "rb").read()
        gray = tf.io.decode_png(content, channels=1).numpy()[:, :, 0]
        answer = image_bytes(image_bytes=tf.constant([content]))
        pixels, is_found = fit(gray.astype(float))
        others += is_found != bool(answer["found"].numpy()[0])
        if is_found:
            furthest = max(furthest, np.abs(pixels.astype(int) - answer["image"].numpy()[0].astype(int)).max())
    print("%d images: pixels differ by %d at most; %d are found by one alone" % (len(paths), furthest, others))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compare(sys.argv[1], sys.argv[2:])
    else:
        make_fixtures()
