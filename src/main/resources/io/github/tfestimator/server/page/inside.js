// What goes on inside: the first convolution's filters, what they make of the fitted image, and which pixels
// speak for and against the answer.

import { predictRows } from "./api.js";

/** Squares in a row and in a column whose part in the answer is asked for. */
const SQUARES = 14;

/** Without ink and full of ink are both wrong in some place; this is neither. */
const GRAY = 128;

/** Of more numbers than these no request is made. */
const MAX_NUMBERS = 2_000_000;

/** In place of those that float32 makes 0. */
const MIN_PROBABILITY = 1e-30;

const FILTERS_IN_A_ROW = 8;

const element = (id) => document.getElementById(id);

/** Draws an image of [height][width] or [height][width][3] values, 0 to 255, a pixel for each. */
export function drawImage(canvas, image) {
  paint(canvas, image[0].length, image.length, (x, y) => {
    const [red, green, blue] = channels(image[y][x]);
    return [red, green ?? red, blue ?? red, 255];
  });
}

const channels = (pixel) => (Array.isArray(pixel) ? pixel : [pixel]);

function paint(canvas, width, height, color) {
  canvas.width = width;
  canvas.height = height;
  const data = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.data.set(color(x, y), 4 * (y * width + x));
    }
  }
  canvas.getContext("2d").putImageData(data, 0, 0);
}

/** Paints planes in rows, a pixel apart; color(plane, x, y) gives red, green, blue, alpha. */
function paintGrid(canvas, count, width, height, color) {
  const columns = Math.min(count, FILTERS_IN_A_ROW);
  const rows = Math.ceil(count / columns);
  paint(canvas, columns * (width + 1) + 1, rows * (height + 1) + 1, (x, y) => {
    const plane = Math.floor((y - 1) / (height + 1)) * columns + Math.floor((x - 1) / (width + 1));
    const [column, row] = [(x - 1) % (width + 1), (y - 1) % (height + 1)];
    const isGap = x === 0 || y === 0 || column === width || row === height || plane >= count;
    return isGap ? [128, 128, 128, 60] : color(plane, column, row);
  });
}

/** The color of a style sheet's variable, such as #c2500a. */
function styleColor(name) {
  const hex = getComputedStyle(document.body).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** Returns a function from values between -limit and limit to colors, the stronger the larger. */
function signedColors(limit) {
  const [positive, negative] = [styleColor("--for"), styleColor("--against")];
  return (value) => [...(value > 0 ? positive : negative), limit > 0 ? (255 * Math.abs(value)) / limit : 0];
}

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * Convolves an image with filters as TensorFlow's conv2d with padding "same" and ReLU does.
 *
 * @param image [height][width] or [height][width][channels], scaled as the network's training was
 * @param filters shape [height, width, channels, filters], kernel and perhaps bias
 * @returns for each filter, height * width activations
 */
export function activations(image, { shape, kernel, bias }) {
  const [kernelHeight, kernelWidth, depth, count] = shape;
  const [height, width] = [image.length, image[0].length];
  const [top, left] = [(kernelHeight - 1) >> 1, (kernelWidth - 1) >> 1];
  const planes = Array.from({ length: count }, () => new Float32Array(height * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sums = new Float64Array(count);
      for (let row = 0; row < kernelHeight; row++) {
        for (let column = 0; column < kernelWidth; column++) {
          const pixel = image[y + row - top]?.[x + column - left] ?? 0;
          channels(pixel).forEach((value, channel) => {
            const at = ((row * kernelWidth + column) * depth + channel) * count;
            for (let filter = 0; value !== 0 && filter < count; filter++) {
              sums[filter] += value * kernel[at + filter];
            }
          });
        }
      }
      sums.forEach((sum, filter) => {
        planes[filter][y * width + x] = Math.max(0, sum + (bias?.[filter] ?? 0));
      });
    }
  }
  return planes;
}

/** Returns copies of an image, each with a gray square of its own, from left to right, then downwards. */
export function occluded(image) {
  const [height, width] = [image.length, image[0].length];
  const [high, wide] = [height / SQUARES, width / SQUARES];
  const copies = [];
  for (let row = 0; row < SQUARES; row++) {
    for (let column = 0; column < SQUARES; column++) {
      // Each square reaches half its size into its neighbors.
      const isInside = (y, x) =>
        Math.abs(y + 0.5 - (row + 0.5) * high) < high && Math.abs(x + 0.5 - (column + 0.5) * wide) < wide;
      copies.push(
        image.map((line, y) =>
          line.map((pixel, x) => (isInside(y, x) ? (Array.isArray(pixel) ? pixel.map(() => GRAY) : GRAY) : pixel)),
        ),
      );
    }
  }
  return copies;
}

/** Returns the logarithm of a class's odds, which tells more than a probability that is nearly 1. */
function logOdds(probabilities, index) {
  const others = probabilities.reduce((sum, probability, i) => (i === index ? sum : sum + probability), 0);
  return Math.log(Math.max(probabilities[index], MIN_PROBABILITY) / Math.max(others, MIN_PROBABILITY));
}

export class Inside {
  #model = null;
  #prediction = null;
  #isAsking = false;
  #isStale = false;

  constructor() {
    element("inside").addEventListener("toggle", () => this.#refresh());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#refresh());
  }

  use(model) {
    this.#model = model;
    this.forget();
    this.#refresh();
  }

  show(prediction) {
    this.#prediction = prediction;
    this.#refresh();
  }

  forget() {
    this.#prediction = null;
    for (const id of ["activations", "occlusion"]) {
      const canvas = element(id);
      canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    }
    for (const id of ["activations-note", "occlusion-note"]) {
      element(id).textContent = "";
    }
  }

  #refresh() {
    if (element("inside").open && this.#model !== null) {
      this.#showFilters();
      if (this.#prediction?.image) {
        this.#showActivations();
        this.#askForOcclusion();
      }
    }
  }

  #filters() {
    return this.#model.about.first_convolution;
  }

  #showFilters() {
    const filters = this.#filters();
    element("filters").hidden = !filters;
    if (filters) {
      const [height, width, depth, count] = filters.shape;
      // The channels of color images are added up.
      const value = (filter, x, y) => {
        let sum = 0;
        for (let channel = 0; channel < depth; channel++) {
          sum += filters.kernel[((y * width + x) * depth + channel) * count + filter];
        }
        return sum;
      };
      const color = signedColors(largest(filters.kernel));
      paintGrid(element("filters"), count, width, height, (filter, x, y) => color(value(filter, x, y)));
    }
  }

  #showActivations() {
    const filters = this.#filters();
    const { image } = this.#prediction;
    const [, , depth, count] = filters?.shape ?? [];
    const { network, scaler } = this.#model.about.card ?? {};
    // Of other networks the page doesn't know what goes before and after the filters.
    const isKnown = filters && network?.kernel_size && depth === channels(image[0][0]).length;
    element("activations").hidden = !isKnown;
    if (isKnown) {
      const scaled = image.map((line) =>
        line.map((pixel) => (Array.isArray(pixel) ? pixel.map((value) => value / 255) : pixel / 255)),
      );
      const planes = activations(scaled, filters);
      const color = signedColors(Math.max(...planes.map(largest)));
      const width = image[0].length;
      paintGrid(element("activations"), count, width, image.length, (filter, x, y) =>
        color(planes[filter][y * width + x]),
      );
    }
    element("activations-note").textContent = !isKnown
      ? "This model doesn't say how its first layer is made."
      : network.batch_norm
        ? "Before batch normalization."
        : scaler?.kind === "unit"
          ? ""
          : "Of pixels divided by 255. The model's own scaler differs where all training images are dark.";
  }

  /** One request at a time; the newest drawing goes next. */
  async #askForOcclusion() {
    this.#isStale = true;
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    while (this.#isStale && this.#prediction?.image) {
      this.#isStale = false;
      try {
        await this.#occlude(this.#model, this.#prediction);
      } catch (error) {
        element("occlusion-note").textContent = error.message;
      }
    }
    this.#isAsking = false;
  }

  async #occlude(model, prediction) {
    const { image, classes, probabilities } = prediction;
    const numbers = image.length * image[0].length * channels(image[0][0]).length * SQUARES ** 2;
    element("occlusion").hidden = !model.signatures.pixels || numbers > MAX_NUMBERS;
    if (element("occlusion").hidden) {
      element("occlusion-note").textContent = "Not for this model: it has no signature pixels, or large images.";
      return;
    }
    const began = performance.now();
    const answers = await predictRows(model.url, "pixels", occluded(image));
    if (prediction !== this.#prediction) {
      return;
    }
    const before = logOdds(probabilities, classes);
    const changes = answers.map((answer) => before - logOdds(answer.probabilities, classes));
    const color = signedColors(largest(changes));
    const [height, width] = [image.length, image[0].length];
    paint(element("occlusion"), width, height, (x, y) => {
      const square = Math.floor((y * SQUARES) / height) * SQUARES + Math.floor((x * SQUARES) / width);
      const [red, green, blue, alpha] = color(changes[square]);
      const gray = channels(image[y][x])[0];
      const part = alpha / 255;
      return [...[red, green, blue].map((value) => value * part + gray * (1 - part) * 0.6), 255];
    });
    const factor = Math.exp(largest(changes)).toLocaleString("en", { maximumSignificantDigits: 2 });
    element("occlusion-note").textContent =
      `The odds of ${model.classes[classes]} change by a factor of up to ${factor}. ` +
      `${answers.length} images in one request, ${(performance.now() - began).toFixed(0)} ms.`;
  }
}
