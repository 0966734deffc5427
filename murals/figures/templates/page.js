"use strict";

document.documentElement.classList.add("scripted"); // without it, sliders are two pictures

// A slider over two pictures moves the line between them.
for (const slider of document.querySelectorAll(".comparison input")) {
  slider.addEventListener("input", () => slider.parentElement.style.setProperty("--split", slider.value + "%"));
}

// Click a heading to sort by it, again to turn the order; cells without a number come last.
for (const block of document.querySelectorAll(".sortable")) {
  const body = block.querySelector("tbody");
  const heads = [...block.querySelectorAll("th")];
  const filter = block.querySelector("input");
  const count = block.querySelector("output");

  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const words = head.classList.contains("label");
    const rows = [...body.rows].map((row) => {
      const text = row.cells[column].textContent;
      return { row, key: words ? text : parseFloat(text) };
    });
    const absent = (key) => !words && Number.isNaN(key);
    const order = (a, b) => (words ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
    rows.sort((a, b) => absent(a.key) - absent(b.key) || (down ? -1 : 1) * (absent(a.key) ? 0 : order(a.key, b.key)));
    body.append(...rows.map(({ row }) => row));
  }));

  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = shown + (shown === 1 ? " row" : " rows");
  });
}
