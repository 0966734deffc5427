// What both boards of the tab Blend share: a picture whose unit is its own pixel.
//
// Gradio runs this file, then region.js or landing.js, as the body of one function of `element` (the board), `props`
// (what Python gives), `trigger` (tells Python) and `watch` (hears of new props). The viewBox begins at -0.5, so that
// (0, 0) is the centre of the first pixel, as everywhere in murals.

const SVG = "http://www.w3.org/2000/svg";
const svg = element.querySelector("svg");
const own = `board-${Math.random().toString(36).slice(2)}`; // masks and clips are named in the whole document

/** Return a new element of an SVG, put into `parent`. */
function draw(parent, name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
}

const base = draw(svg, "image", {}); // the picture; it is decoded once, so it stays
const over = draw(svg, "g", {}); // what is drawn over it

/** Set what differs; a picture that is set again is decoded again. */
function update(node, attributes) {
  for (const [key, value] of Object.entries(attributes))
    if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
}

/** Lay a picture of `props.width` by `props.height` pixels on the board; return false where there is none. */
function layPicture(href) {
  svg.setAttribute("aria-label", props.label ?? "");
  element.classList.toggle("is-empty", !href);
  over.setAttribute("visibility", href ? "visible" : "hidden");
  if (!href) base.removeAttribute("href");
  if (!href) return false;
  update(svg, { viewBox: `-0.5 -0.5 ${props.width} ${props.height}` });
  update(base, { href, ...wholePicture(props.width, props.height) });
  return true;
}

function wholePicture(width, height) {
  return { x: -0.5, y: -0.5, width, height, preserveAspectRatio: "none" };
}

/** Return where the pointer is, in parts of pixels of the picture. */
function pixelUnder(event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [x, y];
}

/** Return how many pixels of the picture a pixel of the screen is. */
function pixelsPerDot() {
  return 1 / svg.getScreenCTM().a;
}

function pathOf(points) {
  return points.map((point) => point.join(",")).join(" ");
}
