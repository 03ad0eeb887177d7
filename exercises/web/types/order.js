// order: put steps in order. Value: all ids in the learner's order; null until moved or confirmed.

import { make, makeHtml, makeList, icon, plainStatus, plainText, setMark } from "../parts.js";

export const order = {
  hint: "Sắp theo thứ tự đúng",

  normalise(question, value) {
    const ids = question.items.map(({ id }) => id);
    const whole =
      Array.isArray(value) && value.length === ids.length && ids.every((id) => value.includes(id));
    return whole ? value.slice() : null;
  },

  build(context) {
    const { items } = context.question;
    const steps = items.map((item) => orderStep(item));
    const byId = new Map(steps.map((step) => [step.id, step]));
    const list = makeList("ol", "mtq-steps", ...steps.map(({ row }) => row));
    const keepWords = make("span", "", "Giữ thứ tự này");
    const keep = make("button", "mtq-button mtq-keep", icon("right"), keepWords);
    keep.type = "button";

    const shown = () => Array.from(list.children, (row) => row.mtqId);
    const neighbour = (row, by) => (by < 0 ? row.previousElementSibling : row.nextElementSibling);

    /** Move a row one place by moving its neighbour, so that the row keeps focus and pointer. */
    function step(row, by) {
      const other = neighbour(row, by);
      if (by < 0) row.after(other);
      else row.before(other);
    }

    function paintPlaces() {
      steps.forEach(({ row }) => row.classList.remove("mtq-moved"));
      shown().forEach((id, index) => {
        const { place, up, down } = byId.get(id);
        place.textContent = String(index + 1);
        up.setAttribute("aria-disabled", String(index === 0));
        down.setAttribute("aria-disabled", String(index === items.length - 1));
      });
    }

    function paintKeep(answered) {
      keep.setAttribute("aria-disabled", String(answered));
      keep.classList.toggle("mtq-kept", answered);
      keepWords.textContent = answered ? "Đã chọn thứ tự này" : "Giữ thứ tự này";
    }

    function moved(target) {
      paintPlaces();
      target.row.classList.add("mtq-moved");
      paintKeep(true);
      context.change(shown());
      const at = shown().indexOf(target.id) + 1;
      context.say("Đã chuyển “" + target.text + "” lên vị trí " + at + " trên " + items.length);
    }

    function press(target, by) {
      if (neighbour(target.row, by)) {
        step(target.row, by);
        moved(target);
      } else {
        context.say(by < 0 ? "Mục này đã ở đầu danh sách" : "Mục này đã ở cuối danh sách");
      }
    }

    for (const target of steps) {
      target.up.addEventListener("click", () => press(target, -1));
      target.down.addEventListener("click", () => press(target, 1));
      makeDraggable(target, { isDisabled: context.isDisabled, neighbour, step, moved });
    }
    keep.addEventListener("click", () => {
      if (keep.getAttribute("aria-disabled") === "true") return;
      paintKeep(true);
      context.change(shown());
      context.say("Đã chọn thứ tự đang hiển thị");
    });

    return {
      nodes: [list, make("p", "mtq-keep-line", keep)],
      show(value) {
        const ids = value || items.map(({ id }) => id);
        list.append(...ids.map((id) => byId.get(id).row));
        paintPlaces();
        paintKeep(value !== null);
      },
      mark(value, key) {
        const ids = shown();
        for (const { id, row, slot } of steps) {
          const at = key.indexOf(id);
          if (value === null) setMark(row, slot, null);
          else if (ids.indexOf(id) === at) setMark(row, slot, "right", "Đúng vị trí");
          else setMark(row, slot, "wrong", "Sai vị trí", "Vị trí đúng: " + (at + 1));
        }
        const wrongPlaces = value !== null && ids.some((id, at) => id !== key[at]);
        return orderAnswer(key.map((id) => items.find((item) => item.id === id)), wrongPlaces);
      },
      clear() {
        for (const { row, slot } of steps) setMark(row, slot, null);
      },
      status: (value) => plainStatus(value !== null),
    };
  },
};

/** Make one row: a place to drag by, the text, the mark, and the two buttons. */
function orderStep(item) {
  const text = plainText(item.html);
  const place = make("span", "mtq-place");
  const handle = make("span", "mtq-handle", icon("grip"), place);
  const slot = make("span", "mtq-mark");
  slot.hidden = true;
  const up = orderButton("up", "Lên", text);
  const down = orderButton("down", "Xuống", text);
  const body = make("span", "mtq-option-body", makeHtml("span", "mtq-text", item.html), slot);
  const row = make(
    "li",
    "mtq-step",
    make("span", "mtq-step-main", handle, body),
    make("span", "mtq-step-buttons", up, down),
  );
  row.mtqId = item.id;
  return { id: item.id, text, place, handle, slot, up, down, row };
}

/** Make “Lên” or “Xuống”, which a screen reader reads with the text it moves. */
function orderButton(direction, words, text) {
  const button = make("button", "mtq-button", icon(direction), words);
  button.type = "button";
  button.append(make("span", "mtq-sr", " “" + text + "”"));
  return button;
}

/** Let a pointer drag a row by its handle; elsewhere a finger scrolls the page as usual. */
function makeDraggable(target, { isDisabled, neighbour, step, moved }) {
  const { row, handle } = target;
  let dragging = false;
  let changed = false;

  handle.addEventListener("pointerdown", (event) => {
    if (isDisabled() || event.button !== 0) return;
    dragging = true;
    changed = false;
    handle.setPointerCapture(event.pointerId);
    row.classList.add("mtq-dragging");
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    for (const by of [-1, 1]) {
      for (let other = neighbour(row, by); other; other = neighbour(row, by)) {
        const box = other.getBoundingClientRect();
        const middle = box.top + box.height / 2;
        if (by < 0 ? event.clientY >= middle : event.clientY <= middle) break;
        step(row, by);
        changed = true;
      }
    }
  });
  const stop = () => {
    if (!dragging) return;
    dragging = false;
    row.classList.remove("mtq-dragging");
    if (changed) moved(target);
  };
  handle.addEventListener("pointerup", stop);
  handle.addEventListener("pointercancel", stop);
}

/** Show the right order below the mark, and why places and points may differ. */
function orderAnswer(items, explainPoints) {
  const list = make("ol", "mtq-answer-list", ...items.map(({ html }) => makeHtml("li", "", html)));
  const box = make("div", "mtq-box", make("p", "mtq-box-title", "Thứ tự đúng"), list);
  if (explainPoints) {
    box.append(make("p", "mtq-box-note", "Điểm tính theo các bước đứng liền nhau đúng thứ tự."));
  }
  return box;
}
