// The command to copy. Gradio runs this as the body of a function of `element`, `props` and `watch`; props.value is text.

const words = props.words[navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"];
const [name, button, code] = ["span", "button", "code"].map((query) => element.querySelector(query));
const CONFIRMED = 2000; // ms for which the button says that it has copied

function show() {
  element.classList.toggle("is-empty", !props.value);
  code.textContent = props.value ?? "";
}

async function copy() {
  if (navigator.clipboard) await navigator.clipboard.writeText(code.textContent);
  else copySelected(); // over http from another machine, browsers give a page no clipboard
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = words.copy), CONFIRMED);
}

function copySelected() {
  getSelection().selectAllChildren(code);
  document.execCommand("copy");
}

name.textContent = props.label;
button.textContent = words.copy;
button.style.minWidth = `${2 + Math.max(words.copy.length, words.copied.length)}em`; // so that it keeps its width
button.addEventListener("click", copy);
watch("value", show);
show();
