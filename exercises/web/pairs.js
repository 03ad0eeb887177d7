// One choice for each of several items, shared by match and classify: a select or radios per item.

import { make, makeHtml, plainText, countedStatus, setMark } from "./parts.js";

const NONE = "— chọn —";
const LONG = 26; // characters that a closed select still shows on a phone 320 px wide
const LONG_WIDE = 32; // and on an office screen, beside its item

/** Keep the pairs of `value` whose item and choice both exist, in the order of the items. */
export function keepPairs(items, choices, value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const kept = {};
  for (const { id } of items) {
    if (choices.some((choice) => choice.id === value[id])) kept[id] = value[id];
  }
  return kept;
}

/**
 * Build a row for each item. `choices`: [{id, html, label}] (`label`: plain text of the choice);
 * `verb`: how the status counts; `radios`: whether all choices stand open below the item.
 */
export function buildPairs(context, { items, choices, verb, missing, radios, onChange }) {
  const picked = {};
  const rows = items.map((item) => {
    const pick = (id) => {
      if (id) picked[item.id] = id;
      else delete picked[item.id];
      onChange(picked);
      context.change(keepPairs(items, choices, picked));
    };
    const slot = make("span", "mtq-mark");
    slot.hidden = true;
    const draw = radios ? pairRadios : pairSelect;
    return { id: item.id, slot, ...draw(context, item, choices, slot, pick) };
  });

  return {
    nodes: [make("div", "mtq-pairs", ...rows.map(({ row }) => row))],
    show(value) {
      for (const { id, set } of rows) {
        delete picked[id];
        if (value && value[id]) picked[id] = value[id];
        set(picked[id] || "");
      }
      onChange(picked);
    },
    mark(value, key) {
      for (const { id, row, slot } of rows) {
        const chosen = value && value[id];
        const wanted = choices.find((choice) => choice.id === key[id]);
        const answer = wanted ? "Đáp án đúng: " + wanted.label : "";
        if (!chosen) setMark(row, slot, "open", missing, answer);
        else if (chosen === key[id]) setMark(row, slot, "right", "Đúng");
        else setMark(row, slot, "wrong", "Sai", answer);
      }
    },
    clear() {
      for (const { row, slot } of rows) setMark(row, slot, null);
    },
    status: (value) => countedStatus(Object.keys(value || {}).length, items.length, verb),
  };
}

/** Make a row with a native select; a choice too long for a closed select is written out below. */
function pairSelect(context, item, choices, slot, pick) {
  const select = make("select", "mtq-select", new Option(NONE, ""));
  select.append(...choices.map(({ id, label }) => new Option(label, id)));
  select.id = context.name("item-" + item.id);
  const label = makeHtml("label", "mtq-text", item.html);
  label.htmlFor = select.id;
  const echo = make("p", "mtq-echo");
  echo.setAttribute("aria-hidden", "true"); // the select itself already reads the whole text
  const row = make(
    "div",
    "mtq-pair",
    make("div", "mtq-pair-item", label),
    make("div", "mtq-pair-choice", select, echo),
    slot,
  );
  const paint = () => {
    const chosen = choices.find(({ id }) => id === select.value);
    echo.textContent = chosen && chosen.label.length > LONG ? chosen.label : "";
    echo.hidden = !echo.textContent;
    echo.classList.toggle("mtq-echo-long", echo.textContent.length > LONG_WIDE);
    row.classList.toggle("mtq-chosen", Boolean(chosen));
  };
  select.addEventListener("change", () => {
    paint();
    pick(select.value);
  });
  const set = (id) => {
    select.value = id;
    paint();
  };
  return { row, set };
}

/** Make a row with a radio for each choice, all in sight. */
function pairRadios(context, item, choices, slot, pick) {
  const inputs = choices.map(({ id }) => {
    const input = make("input", "mtq-tick");
    input.type = "radio";
    input.name = context.name("item-" + item.id);
    input.value = id;
    return input;
  });
  const labels = choices.map(({ html }, index) =>
    make("label", "mtq-option", inputs[index], makeHtml("span", "mtq-text", html)),
  );
  const row = make(
    "fieldset",
    "mtq-pair mtq-pair-open",
    makeHtml("legend", "mtq-text", item.html),
    make("div", "mtq-options mtq-options-pair", ...labels),
    slot,
  );
  const paint = () => {
    inputs.forEach((input, index) => labels[index].classList.toggle("mtq-chosen", input.checked));
    row.classList.toggle("mtq-chosen", inputs.some((input) => input.checked));
  };
  for (const input of inputs) {
    input.addEventListener("change", () => {
      paint();
      pick(input.value);
    });
  }
  const set = (id) => {
    for (const input of inputs) input.checked = input.value === id;
    paint();
  };
  return { row, set };
}

/** Return each choice with the plain text a select shows. */
export function labelled(choices, prefix) {
  return choices.map(({ id, html }, index) => ({ id, html, label: prefix(index) + plainText(html) }));
}
