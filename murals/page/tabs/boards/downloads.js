// Links to files. A link that is there stays the same element for good: a new file changes what it points to.
//
// Gradio runs this as the body of a function of `element`, `props` and `watch`. props.value is what downloads.py makes.

const list = element.querySelector("ul");
const UNITS = ["B", "kB", "MB", "GB"];

function show() {
  const { files = [], save = false } = props.value ?? {};
  element.classList.toggle("is-empty", !files.length);
  while (list.children.length > files.length) list.lastChild.remove();
  while (list.children.length < files.length) list.append(newItem());
  files.forEach((one, i) => fill(list.children[i].firstChild, one));
  if (save && files.length) list.querySelector("a").click();
}

function newItem() {
  const item = document.createElement("li");
  item.append(document.createElement("a"));
  return item;
}

function fill(link, { text, file }) {
  link.href = file.url;
  link.download = file.orig_name;
  link.textContent = text || file.orig_name;
  if (!text) link.append(sized(file.size));
}

function sized(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = document.createElement("small");
  size.textContent = `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${UNITS[step]}`;
  return size;
}

element.querySelector("p").textContent = props.label ?? "";
element.classList.toggle("is-leading", props.leading);
watch("value", show);
show();
