// The region on the picture it is taken from: corners are clicked and pulled, the brush paints, the eraser erases.
//
// props.value is the list of marks that blend_marks.py reads; `input` follows each change by hand, `undo` and `submit`
// (close the polygon) are asked for by keys and done by Python, as the buttons are.

const REACH = 12; // dots around a corner where a finger still means it
const STEP = 2; // dots between two points of a stroke

let pulled = null; // [mark, corner] while a corner is pulled
let stroke = null; // the points of the stroke that is being painted
let pointer = null; // where the pointer is

const marks = () => props.value ?? [];
const isBrush = () => props.tool !== "polygon";

function change(next) {
  props.value = next;
  redraw();
  trigger("input");
}

/** Return the whole pixel of the picture that is nearest to the pointer. */
function pixelInside(event) {
  const [x, y] = pixelUnder(event);
  return [
    Math.min(Math.max(Math.round(x), 0), props.width - 1),
    Math.min(Math.max(Math.round(y), 0), props.height - 1),
  ];
}

/** Return [mark, corner] of the corner under the pointer, the latest first, or null. */
function cornerUnder(event) {
  const [x, y] = pixelUnder(event);
  const reach = REACH * pixelsPerDot();
  for (let m = marks().length - 1; m >= 0; m--) {
    if (marks()[m].kind !== "polygon") continue;
    const c = marks()[m].points.findIndex((corner) => Math.hypot(corner[0] - x, corner[1] - y) < reach);
    if (c >= 0) return [m, c];
  }
  return null;
}

function replaceMark(index, mark) {
  return marks().map((other, i) => (i === index ? mark : other));
}

function addCorner(corner) {
  const last = marks().at(-1);
  if (last?.kind === "polygon" && !last.closed)
    change(replaceMark(marks().length - 1, { ...last, points: [...last.points, corner] }));
  else change([...marks(), { kind: "polygon", points: [corner], closed: false }]);
}

/** A corner that was touched but not pulled: the first of an open polygon closes it. */
function touchCorner([m, c]) {
  const mark = marks()[m];
  if (c === 0 && !mark.closed && mark.points.length > 2) change(replaceMark(m, { ...mark, closed: true }));
}

svg.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !props.picture) return;
  const corner = isBrush() ? null : cornerUnder(event);
  if (isBrush()) stroke = [pixelInside(event)];
  else if (corner) pulled = { corner, moved: false, from: [event.clientX, event.clientY] };
  if (isBrush() || corner) {
    svg.setPointerCapture(event.pointerId);
    event.preventDefault(); // no text is selected
    svg.focus({ preventScroll: true });
  }
  redrawLive();
});

svg.addEventListener("pointermove", (event) => {
  pointer = pixelUnder(event);
  if (stroke) extendStroke(pixelInside(event));
  else if (pulled) pullCorner(event);
  redrawLive();
});

svg.addEventListener("pointerup", (event) => {
  if (stroke) {
    const mark = { kind: "stroke", points: stroke, width: props.brushWidth, erase: props.tool === "eraser" };
    stroke = null;
    change([...marks(), mark]);
  } else if (pulled) {
    const { corner, moved } = pulled;
    pulled = null;
    if (moved) trigger("input");
    else touchCorner(corner);
  } else if (event.button === 0 && props.picture && !isBrush()) addCorner(pixelInside(event));
});

svg.addEventListener("pointercancel", () => {
  stroke = pulled = null; // the page is scrolled by a finger
  redraw();
});

svg.addEventListener("pointerleave", () => {
  pointer = null;
  redrawLive();
});

svg.addEventListener("keydown", (event) => {
  const undoes = event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey));
  if (!undoes && event.key !== "Enter") return;
  event.preventDefault();
  trigger(undoes ? "undo" : "submit");
});

function extendStroke(point) {
  const [x, y] = stroke.at(-1);
  if (Math.hypot(point[0] - x, point[1] - y) >= STEP * pixelsPerDot()) stroke.push(point);
}

function pullCorner(event) {
  const [x, y] = pulled.from;
  if (!pulled.moved && Math.hypot(event.clientX - x, event.clientY - y) < STEP) return;
  pulled.moved = true;
  const [m, c] = pulled.corner;
  const points = marks()[m].points.map((corner, i) => (i === c ? pixelInside(event) : corner));
  props.value = replaceMark(m, { ...marks()[m], points });
  redraw();
}

function redraw() {
  over.replaceChildren();
  if (!layPicture(props.picture)) return;
  const whole = wholePicture(props.width, props.height);
  const cover = draw(draw(over, "defs", {}), "mask", { id: own, maskUnits: "userSpaceOnUse", ...whole });
  draw(cover, "rect", { ...whole, fill: "black" });
  for (const mark of marks()) coverWith(cover, mark);
  draw(over, "rect", { ...whole, class: "region", mask: `url(#${own})` });
  for (const mark of marks()) if (mark.kind === "polygon") drawCorners(mark);
  draw(over, "g", { class: "live" });
  redrawLive();
}

/** Show in the mask `cover` what a mark adds or takes away. */
function coverWith(cover, mark) {
  if (mark.kind === "mask" && props.imported)
    draw(cover, "image", { href: props.imported, ...wholePicture(props.width, props.height), style: "mix-blend-mode: lighten" });
  else if (mark.kind === "stroke") drawStroke(cover, mark.points, mark.width, mark.erase ? "black" : "white");
  else if (mark.kind === "polygon" && mark.closed)
    draw(cover, "polygon", { points: pathOf(mark.points), fill: "white", "fill-rule": "evenodd" });
}

function drawStroke(parent, points, width, colour) {
  const way = points.length > 1 ? points : [points[0], points[0]]; // a dot is a line of no length with round ends
  draw(parent, "polyline", { points: pathOf(way), stroke: colour, "stroke-width": width, class: "stroke" });
}

function drawCorners(mark) {
  draw(over, mark.closed ? "polygon" : "polyline", { points: pathOf(mark.points), class: "outline" });
  const r = 5 * pixelsPerDot();
  mark.points.forEach(([cx, cy], i) => draw(over, "circle", { cx, cy, r, class: i || mark.closed ? "corner" : "corner first" }));
}

/** Draw what goes with the pointer: the stroke so far, the size of the brush, the line to the next corner. */
function redrawLive() {
  const live = svg.querySelector(".live");
  if (!live) return;
  live.replaceChildren();
  svg.classList.toggle("paints", isBrush());
  if (stroke) drawStroke(live, stroke, props.brushWidth, props.tool === "eraser" ? "var(--erased)" : "var(--drawn)");
  if (!pointer) return;
  const last = marks().at(-1);
  if (isBrush()) draw(live, "circle", { cx: pointer[0], cy: pointer[1], r: props.brushWidth / 2, class: "brush" });
  else if (last?.kind === "polygon" && !last.closed && !pulled)
    draw(live, "polyline", { points: pathOf([last.points.at(-1), pointer]), class: "next" });
}

watch(Object.keys(props), redraw);
new ResizeObserver(redraw).observe(svg); // corners keep their size on the screen
redraw();
