// The target with the region where it lands: it is dragged by mouse, finger or arrow keys.
//
// props.value is [x, y], where the source's pixel (0, 0) lands; `input` follows each change by hand. While the region is
// away from where the preview shows it, a ghost of the source stands there.

const PAUSE = 120; // ms between two words to Python while the region is dragged
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STRIDE = 10; // pixels of an arrow key with Shift

let drag = null; // where the drag began: {pixel, at}
let here = null; // where the region was moved to by hand, as long as Python has not been told
let waiting = null; // the timer of the next word to Python

const at = () => here ?? props.value ?? [0, 0];
const canMove = () => Boolean(props.movable && props.contour);

/** Tell whether the preview shows the region where it is now. */
function isShown() {
  return Boolean(props.preview) && (!props.movable || String(props.place) === String([...at(), props.size, props.angle]));
}

function moveTo(x, y) {
  here = [x, y];
  redraw();
  waiting ??= setTimeout(tell, PAUSE);
}

function tell() {
  clearTimeout(waiting);
  waiting = null;
  props.value = here; // an answer to an earlier word may have come in between
  here = drag ? here : null;
  trigger("input");
}

/** Return the matrix of `Placement.matrix`: scale and turn about the centre of the region, then the shift. */
function matrix() {
  const [cx, cy] = props.centre;
  const angle = (props.angle * Math.PI) / 180;
  const a = props.size * Math.cos(angle);
  const b = props.size * Math.sin(angle);
  const e = (1 - a) * cx - b * cy + at()[0];
  const f = b * cx + (1 - a) * cy + at()[1];
  return `matrix(${[a, -b, b, a, e, f].join(" ")})`;
}

svg.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !canMove() || !event.target.closest(".handle")) return;
  drag = { pixel: pixelUnder(event), at: at() };
  svg.setPointerCapture(event.pointerId);
  event.preventDefault();
  svg.focus({ preventScroll: true });
});

svg.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [x, y] = pixelUnder(event);
  // whole pixels: those are copied as they are, parts of pixels would have to be interpolated
  moveTo(Math.round(drag.at[0] + x - drag.pixel[0]), Math.round(drag.at[1] + y - drag.pixel[1]));
});

for (const end of ["pointerup", "pointercancel"])
  svg.addEventListener(end, () => {
    drag = null;
    if (waiting) tell();
    else here = null;
  });

svg.addEventListener("keydown", (event) => {
  const step = ARROWS[event.key];
  if (!step || !canMove()) return;
  event.preventDefault();
  const length = event.shiftKey ? STRIDE : 1;
  moveTo(at()[0] + step[0] * length, at()[1] + step[1] * length);
});

// The region and the ghost in it stay the same nodes: only what moves them changes while they are dragged.
const clip = draw(draw(over, "clipPath", { id: own }), "path", { "clip-rule": "evenodd" });
const moved = draw(over, "g", {});
const ghost = draw(moved, "image", { class: "ghost", "clip-path": `url(#${own})` });
const halo = draw(moved, "path", { class: "halo" });
const outline = draw(moved, "path", { class: "outline" });

function redraw() {
  if (!layPicture(isShown() ? props.preview : props.picture)) return;
  svg.classList.toggle("shown", isShown());
  for (const shape of [clip, halo, outline]) update(shape, { d: props.contour });
  update(outline, { class: canMove() ? "outline handle" : "outline" });
  update(moved, { transform: props.movable ? matrix() : "" });
  if (props.phantom) update(ghost, { href: props.phantom, ...wholePicture(props.phantomWidth, props.phantomHeight) });
  update(ghost, { visibility: canMove() && props.phantom && !isShown() ? "inherit" : "hidden" });
}

watch(Object.keys(props), redraw);
redraw();
