// Before and after, one over the other: drag anywhere on the picture, or move the slider by its arrow keys.
//
// props.value is {before, after, width, height}: the addresses of two pictures, and their size as shown.

const words = props.words[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
const find = (query) => element.querySelector(query);
const slider = find("input");

function show() {
  const value = props.value;
  element.classList.toggle("is-empty", !value);
  if (!value) return;
  for (const side of ["width", "height"]) find(".frame").style.setProperty(`--${side}`, value[side]);
  find(".before").src = value.before;
  find(".after").src = value.after;
}

function move() {
  find(".stack").style.setProperty("--at", `${slider.value}%`);
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
slider.addEventListener("input", move);
find(".stack").addEventListener("pointerdown", (event) => {
  find(".stack").setPointerCapture(event.pointerId);
  drag(event);
});
find(".stack").addEventListener("pointermove", drag);
watch("value", show);
show();
move();
