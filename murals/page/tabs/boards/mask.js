// Brushes and an eraser over a photograph. The canvas holds the mask as marks of two colours, lost and veiled; its pixels
// are those shown. To Python and back the mask travels as a PNG of the levels 0, 128 and 255 alone.
//
// Gradio runs mask_history.js and this as the body of one function of `element`, `props`, `trigger` and `watch`. After
// each stroke props.value holds the drawing: the next event in Python reads it. The first one tells Python: "stroke".

const [SOUND, VEILED, LOST] = [0, 128, 255]; // as in murals/images/kinds.py
const MAGENTA = [255, 0, 200]; // lost: no mural has it
const STRIPES = [[0, 229, 255], [0, 120, 140]]; // veiled: cyan, striped, so that it is told apart without colours too
const STRIPE = 4; // pixels of the canvas
const LARGEST_ZOOM = 8;
const STRIP = 4; // as in murals/images/small.py

const words = props.words[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
const find = (query) => element.querySelector(query);
const all = (query) => [...element.querySelectorAll(query)];
const [picture, canvas, stack, ring, size] = ["img", "canvas", ".stack", ".brush", "input"].map(find);
const context = canvas.getContext("2d", { willReadFrequently: true });
const veil = stripes(); // what the brush paints veiled paint with

let tool = "lost";
let zoom = 1;
let stroke = null; // that is being drawn
let cursor = null; // where the keyboard's brush is

function speak() {
  for (const node of all("[data-word]")) node.textContent = words[node.dataset.word];
  for (const node of all("button")) {
    const name = node.dataset.tool ?? node.dataset.act;
    if (["smaller", "larger"].includes(name)) node.setAttribute("aria-label", words[name]);
    else node.textContent = words[name];
    if (`${name}.means` in words) node.title = words[`${name}.means`];
  }
  find(".tools").setAttribute("aria-label", words.tools);
  canvas.setAttribute("aria-label", words.canvas);
  picture.alt = words.picture;
}

function load(address) {
  const image = new Image();
  image.src = address;
  return image.decode().then(() => image);
}

/** Return the colour that marks veiled paint at a pixel: stripes that stay where they are, however often one paints. */
function striped(x, y) {
  return STRIPES[Math.floor((x + y) / STRIPE) % 2];
}

/** Return the stripes as a pattern: one period of them, again and again. */
function stripes() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 2 * STRIPE;
  const image = new ImageData(tile.width, tile.height);
  for (let i = 0; i < image.data.length; i += 4)
    image.data.set([...striped((i / 4) % tile.width, Math.floor(i / 4 / tile.width)), 255], i);
  tile.getContext("2d").putImageData(image, 0, 0);
  return context.createPattern(tile, "repeat");
}

/** Turn the levels of a mask into marks. */
function markFrom(mask) {
  context.drawImage(mask, 0, 0, canvas.width, canvas.height);
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < image.data.length; i += 4) {
    const level = image.data[i];
    const veiled = level < (VEILED + LOST) / 2;
    image.data.set(veiled ? striped((i / 4) % canvas.width, Math.floor(i / 4 / canvas.width)) : MAGENTA, i);
    image.data[i + 3] = level > VEILED / 2 ? 255 : 0;
  }
  context.putImageData(image, 0, 0);
}

/** Return the level of a mark by its green and its opacity; magenta has no green, and both stripes have much of it. */
function levelOf(green, opacity) {
  if (opacity < 128) return SOUND;
  return green < STRIPES[1][1] / 2 ? LOST : VEILED;
}

/** Return the drawing as the address of a PNG: red is the kind of damage, green is where a hand was. */
function drawing() {
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const hand = byHand();
  for (let i = 0; i < image.data.length; i += 4) {
    const touched = hand.data[i + 3] > 127 ? 255 : 0;
    image.data.set([levelOf(image.data[i + 1], image.data[i + 3]), touched, 0, 255], i);
  }
  const paper = newPaper();
  paper.putImageData(image, 0, 0);
  return paper.canvas.toDataURL("image/png");
}

/** Return, as an image that is opaque there, where strokes went over the mask that lies on the board. */
function byHand() {
  const paper = newPaper();
  if (held.cleared) paper.fillRect(0, 0, canvas.width, canvas.height);
  for (const one of strokesOnMask()) repeat({ ...one, tool: "lost" }, paper);
  return paper.getImageData(0, 0, canvas.width, canvas.height);
}

/** Return the context of an empty canvas as large as the drawing. */
function newPaper() {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  return copy.getContext("2d");
}

function choose(name) {
  tool = name;
  for (const node of all("[data-tool]")) node.setAttribute("aria-pressed", node.dataset.tool === name);
}

/** Fit the picture into the board, times the zoom; of a strip, which would be a thread there, only a part is seen. */
function fit() {
  const room = find(".sheet");
  const ratio = canvas.width / canvas.height;
  let width = Math.min(room.clientWidth, 0.72 * window.innerHeight * ratio || room.clientWidth);
  const broad = ratio > 1 ? 0.3 * window.innerHeight * ratio : 0.3 * room.clientWidth;
  if (Math.max(ratio, 1 / ratio) > STRIP) width = Math.max(width, Math.min(canvas.width, broad));
  stack.style.width = `${zoom * width}px`;
}

function enlarge(factor) {
  zoom = Math.min(LARGEST_ZOOM, Math.max(1, zoom * factor));
  fit();
}

/** Return pixels of the drawing for a pixel of the screen. */
function scale() {
  return canvas.width / canvas.getBoundingClientRect().width;
}

function pointOf(event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * scale(), (event.clientY - box.top) * scale()];
}

/** Draw from one point to another. */
function brush({ tool, width }, from, to, paper = context) {
  paper.globalCompositeOperation = tool === "erase" ? "destination-out" : "source-over";
  paper.strokeStyle = tool === "veiled" ? veil : `rgb(${MAGENTA})`;
  paper.lineCap = paper.lineJoin = "round";
  paper.lineWidth = width;
  paper.beginPath();
  paper.moveTo(...from);
  paper.lineTo(to[0] + 0.01, to[1]); // a line of no length is not drawn
  paper.stroke();
  paper.globalCompositeOperation = "source-over";
}

/** Return the width of the brush on the canvas; its size is that on the screen, so a larger view makes it finer. */
function brushWidth() {
  return size.valueAsNumber * scale();
}

function showRing([x, y]) {
  const side = `${size.valueAsNumber}px`;
  Object.assign(ring.style, { display: "block", left: `${x / scale()}px`, top: `${y / scale()}px`, width: side, height: side });
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  canvas.focus({ preventScroll: true });
  canvas.setPointerCapture(event.pointerId);
  stroke = newStroke(tool, brushWidth(), pointOf(event));
});

canvas.addEventListener("pointermove", (event) => {
  const point = pointOf(event);
  showRing(point);
  if (!stroke) return;
  for (const step of event.getCoalescedEvents?.() ?? []) extend(stroke, pointOf(step));
  extend(stroke, point);
});

for (const end of ["pointerup", "pointercancel"])
  canvas.addEventListener(end, () => {
    if (!stroke) return;
    stroke = null;
    keep();
  });

canvas.addEventListener("pointerleave", () => (ring.style.display = "none"));
canvas.addEventListener("blur", () => (ring.style.display = "none"));

const TOOLS = { b: "lost", v: "veiled", e: "erase" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Move the brush by arrows, draw with the space bar; B, V and E choose, brackets size, Ctrl+Z takes back. */
canvas.addEventListener("keydown", (event) => {
  const stride = Math.max(1, brushWidth() / 2);
  cursor ??= [canvas.width / 2, canvas.height / 2];
  if (event.key in ARROWS) {
    const [dx, dy] = ARROWS[event.key];
    cursor = [
      Math.min(canvas.width, Math.max(0, cursor[0] + dx * stride)),
      Math.min(canvas.height, Math.max(0, cursor[1] + dy * stride)),
    ];
  } else if (event.key === " ") {
    newStroke(tool, brushWidth(), cursor);
    keep();
  } else if (event.key in TOOLS) choose(TOOLS[event.key]);
  else if (event.key === "[") size.stepDown(4);
  else if (event.key === "]") size.stepUp(4);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo();
  else return;
  event.preventDefault();
  showRing(cursor);
});

for (const node of all("[data-tool]")) node.addEventListener("click", () => choose(node.dataset.tool));
find("[data-act=undo]").addEventListener("click", undo);
find("[data-act=clear]").addEventListener("click", clear);
find("[data-act=larger]").addEventListener("click", () => enlarge(2));
find("[data-act=smaller]").addEventListener("click", () => enlarge(0.5));
new ResizeObserver(fit).observe(find(".sheet"));

speak();
watch("value", show);
show();
