// Before and after, one over the other: drag anywhere on the picture, or move the slider by its arrow keys.
//
// props.value is {before, after, width, height}: the addresses of two pictures, and their size as shown.

const words = props.words[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
const find = (query) => element.querySelector(query);
const STRIP = 4; // as in murals/images/small.py
const slider = find("input");

function show() {
  const value = props.value;
  element.classList.toggle("is-empty", !value);
  if (!value) return;
  const [frame, ratio] = [find(".frame"), value.width / value.height];
  for (const side of ["width", "height"]) frame.style.setProperty(`--${side}`, value[side]);
  frame.classList.toggle("is-strip", Math.max(ratio, 1 / ratio) > STRIP);
  frame.classList.toggle("is-tall", ratio < 1 / STRIP);
  find(".before").src = value.before;
  find(".after").src = value.after;
}

function move() {
  find(".stack").style.setProperty("--at", `${slider.value}%`);
}

/** Bring the line into view where a part of a strip is seen. */
function follow() {
  const room = find(".room");
  room.scrollLeft = (room.scrollWidth * slider.value) / 100 - room.clientWidth / 2;
}

function drag(event) {
  if (event.buttons !== 1) return;
  const box = find(".stack").getBoundingClientRect();
  slider.value = (100 * (event.clientX - box.left)) / box.width;
  move();
}

for (const [query, name] of [[".before", "before"], [".after", "after"]]) find(query).alt = words[name];
for (const [query, name] of [[".name-before", "before"], [".name-after", "after"]]) find(query).textContent = words[name];
slider.setAttribute("aria-label", words.slider);
slider.addEventListener("input", () => (move(), follow()));
find(".stack").addEventListener("pointerdown", (event) => {
  find(".stack").setPointerCapture(event.pointerId);
  drag(event);
});
find(".stack").addEventListener("pointermove", drag);
new ResizeObserver(follow).observe(find(".stack"));
watch("value", show);
show();
move();
