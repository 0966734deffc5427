// What lies on the board and how it came there: masks that were laid over the photograph, strokes by hand, the way back.
//
// props.value is what mask_board.py makes. Here it becomes `held`: what is on the canvas, and the mask it began from.
// Nothing by hand is lost: a mask is laid over a drawing as a step that Undo takes back, strokes that were made while it
// was computed are made again on top of it, and a proposal that nobody asked for comes too late after the first stroke.

const UNDO_STEPS = 12; // a drawing of 1200 x 1200 is 6 MB

let held = null; // the value that belongs to the canvas
let latest = null; // the id of the last value from Python
let turn = Promise.resolve(); // values are taken one after the other
let touched = false; // has a hand changed this photograph's mask?
let strokes = []; // by hand since the board was last empty: {number, tool, width, points}; a tool is a kind or the eraser
let numbered = 0;
let undoable = [];

/** Take what Python has sent, if it was not taken already. */
function show() {
  const sent = props.value;
  element.classList.toggle("is-empty", !(sent?.picture ?? held?.picture));
  if (!sent || sent.id === latest) return;
  latest = sent.id;
  turn = turn.then(() => take(sent)).catch(reportError);
}

async function take(sent) {
  await (sent.picture ? begin(sent) : lay(sent));
  tell();
  element.dataset.shown = sent.id;
}

/** Begin anew with a photograph. */
async function begin(sent) {
  const photograph = await load(sent.picture);
  picture.src = sent.picture;
  [canvas.width, canvas.height] = [photograph.naturalWidth, photograph.naturalHeight];
  [held, touched, strokes, undoable] = [sent, false, [], []];
  fit();
}

/** Lay a mask over the drawing, and again on top of it what was drawn since it was asked for. */
async function lay(sent) {
  if (isUnwanted(sent)) return;
  const mask = await load(sent.mask);
  if (isUnwanted(sent)) return; // a stroke was faster
  remember();
  markFrom(mask);
  held = { ...held, base: sent.base, mask: sent.mask, drawn: false, cleared: false, since: sent.since };
  for (const one of strokesOnMask()) repeat(one);
  if (strokesOnMask().length) hold();
}

/** Return the strokes over the mask that was laid last. */
function strokesOnMask() {
  return strokes.filter((one) => one.number > (held.since ?? 0));
}

/** Tell whether a mask belongs to an earlier photograph, or was proposed unasked and comes after the first stroke. */
function isUnwanted(sent) {
  return sent.sheet !== held?.sheet || (!sent.asked && touched);
}

/** Begin a stroke that is made by hand. */
function newStroke(tool, width, point) {
  touch();
  remember();
  numbered += 1;
  strokes = [...strokes, { number: numbered, tool, width, points: [point] }];
  brush(strokes.at(-1), point, point);
  return strokes.at(-1);
}

function extend(stroke, point) {
  brush(stroke, stroke.points.at(-1), point);
  stroke.points.push(point);
}

function repeat(stroke, paper) {
  stroke.points.forEach((point, i) => brush(stroke, stroke.points[Math.max(0, i - 1)], point, paper));
}

/** The first change by hand ends the proposal that began by itself. */
function touch() {
  if (!touched) trigger("stroke");
  touched = true;
}

function remember() {
  undoable.push({ image: context.getImageData(0, 0, canvas.width, canvas.height), held, strokes });
  if (undoable.length > UNDO_STEPS) undoable.shift();
}

function undo() {
  if (!undoable.length) return;
  const { image, ...before } = undoable.pop();
  ({ held, strokes } = before);
  context.putImageData(image, 0, 0);
  keep();
}

function clear() {
  touch();
  remember();
  context.clearRect(0, 0, canvas.width, canvas.height);
  strokes = [];
  held = { ...held, cleared: true };
  keep();
}

/** Note that the canvas differs by hand from the mask it began from. */
function hold() {
  held = { ...held, mask: drawing(), drawn: true };
}

function keep() {
  hold();
  tell();
}

/** Give the next event in Python what is on the board. */
function tell() {
  props.value = { ...held, id: latest, strokes: numbered };
  find("[data-act=undo]").disabled = !undoable.length;
}
