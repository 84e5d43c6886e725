// A canvas to draw on. Strokes are kept as vectors, with points from 0 to 1, and are drawn with a pen whose
// width follows the drawing's size, so that the fitted image has lines as wide as MNIST's.

/** The side of the image that is sent, in pixels. */
const SENT_SIDE = 280;

/** The width of a pen for a drawing of size 1. A fitted digit is 20 pixels large: lines of 2 and of 3 pixels. */
const PENS = { fine: 0.1, broad: 0.15 };

/** Smaller drawings have the pen of this size, or a first dot would be invisible. */
const MIN_SIZE = 0.2;

/** How far an arrow key moves the pen, and with Shift. */
const STEP = 1 / 40;
const LONG_STEP = 1 / 8;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Sends the event "change" when strokes change, and "settle" when a stroke is complete. */
export class Drawing extends EventTarget {
  #canvas;
  #penState;
  #strokes = [];
  #pen = "fine";
  #pointer = null;
  #cursor = [0.5, 0.5];
  #isPenDown = false;
  #showsCursor = false;

  constructor(canvas, penState) {
    super();
    this.#canvas = canvas;
    this.#penState = penState;
    canvas.addEventListener("pointerdown", (event) => this.#start(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const type of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(type, (event) => this.#end(event));
    }
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#hideCursor());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  get isEmpty() {
    return this.#strokes.length === 0;
  }

  set pen(name) {
    this.#pen = name;
    this.#changed();
    this.#settled();
  }

  undo() {
    this.#strokes.pop();
    this.#isPenDown = false;
    this.#changed();
    this.#settled();
  }

  clear() {
    this.#strokes = [];
    this.#isPenDown = false;
    this.#changed();
    this.#settled();
  }

  /** Returns the drawing as a PNG, black on white, at once: toBlob would wait for an idle browser, some 20 ms. */
  toPng() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SENT_SIDE;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "white";
    context.fillRect(0, 0, SENT_SIDE, SENT_SIDE);
    this.#drawStrokes(context, SENT_SIDE, "black");
    const base64 = canvas.toDataURL("image/png").split(",")[1];
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new Blob([bytes], { type: "image/png" });
  }

  #start(event) {
    if (this.#pointer === null && event.button === 0) {
      this.#pointer = event.pointerId;
      this.#isPenDown = false;
      this.#showsCursor = false;
      this.#canvas.setPointerCapture(event.pointerId);
      this.#strokes.push([this.#point(event)]);
      this.#changed();
    }
  }

  #move(event) {
    if (event.pointerId === this.#pointer) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length > 0 ? events : [event]) {
        this.#strokes.at(-1)?.push(this.#point(each));
      }
      this.#changed();
    }
  }

  #end(event) {
    if (event.pointerId === this.#pointer) {
      this.#pointer = null;
      this.#settled();
    }
  }

  #point(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  #key(event) {
    const arrow = ARROWS[event.key];
    if (arrow && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const step = event.shiftKey ? LONG_STEP : STEP;
      this.#cursor = this.#cursor.map((place, i) => Math.min(1, Math.max(0, place + arrow[i] * step)));
      if (this.#isPenDown) {
        this.#strokes.at(-1).push(this.#cursor);
        this.#changed();
      }
    } else if (event.key === " ") {
      this.#isPenDown = !this.#isPenDown;
      this.#say(this.#isPenDown ? "Pen down" : "Pen up");
      if (this.#isPenDown) {
        this.#strokes.push([this.#cursor]);
        this.#changed();
      } else {
        this.#settled();
      }
    } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
      this.undo();
      this.#say("Last stroke removed");
    } else if (event.key === "Delete") {
      this.clear();
      this.#say("Drawing cleared");
    } else {
      return;
    }
    event.preventDefault();
    this.#showsCursor = true;
    this.#draw();
  }

  #say(text) {
    this.#penState.textContent = text;
  }

  #hideCursor() {
    this.#showsCursor = false;
    if (this.#isPenDown) {
      this.#isPenDown = false;
      this.#settled();
    }
    this.#draw();
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #settled() {
    this.dispatchEvent(new Event("settle"));
  }

  #draw() {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    const color = getComputedStyle(this.#canvas).color;
    this.#drawStrokes(context, width, color);
    if (this.#showsCursor) {
      const [x, y] = this.#cursor.map((place) => place * width);
      context.strokeStyle = getComputedStyle(this.#canvas).getPropertyValue("--accent");
      context.lineWidth = this.#isPenDown ? 6 : 3;
      context.beginPath();
      context.arc(x, y, 14, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  #drawStrokes(context, side, color) {
    context.strokeStyle = color;
    context.lineWidth = this.#penWidth() * side;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.#strokes) {
      context.beginPath();
      context.moveTo(...scaled(stroke[0], side));
      // A dot is a line to where it is.
      stroke.forEach((point) => context.lineTo(...scaled(point, side)));
      context.stroke();
    }
  }

  /** The pen's part of the inked size, which is that of the strokes' middles and a pen more. */
  #penWidth() {
    const part = PENS[this.#pen];
    const points = this.#strokes.flat();
    const size = Math.max(MIN_SIZE, ...[0, 1].map((axis) => extent(points.map((point) => point[axis]))));
    return (size * part) / (1 - part);
  }
}

function scaled([x, y], side) {
  return [x * side, y * side];
}

function extent(values) {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return max - min;
}
