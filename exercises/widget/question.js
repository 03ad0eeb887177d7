// One question in a notebook: the portal's <mt-question>, each answer sent through the kernel until it is saved.

const AGAIN_MS = 5000;
const KERNEL_MS = 25000; // the kernel itself waits 15 s for the portal

const SAVING = "Đang lưu…";
const SAVED = "Đã lưu";
const NO_KERNEL = "Chưa lưu: phòng thực hành chưa trả lời, đang gửi lại. Đồng chí để nguyên trang này.";

/** Return a random UUID; crypto.randomUUID is not there over plain HTTP. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Load the component once for the page. A module from a blob can only import by absolute address. */
async function loadComponent(model) {
  const sheet = window.location.origin + model.get("component_css");
  if (![...document.querySelectorAll("link[rel=stylesheet]")].some((link) => link.href === sheet)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    document.head.append(link);
  }
  await import(/* webpackIgnore: true */ window.location.origin + model.get("component"));
}

/** Show the question as text where the component's file could not be loaded. */
function asText(question) {
  const box = document.createElement("div");
  box.className = "mtn-text";
  box.innerHTML = question.prompt_html; // safe HTML of our own build
  for (const name of ["options", "left", "right", "groups", "items"]) {
    for (const entry of question[name] || []) {
      const line = document.createElement("p");
      line.innerHTML = entry.html;
      box.append(line);
    }
  }
  const sorry = document.createElement("p");
  sorry.className = "mtn-state mtn-wait";
  sorry.textContent = "Chưa tải được khung trả lời. Mời đồng chí tải lại trang, hoặc trả lời trên trang bài học.";
  box.append(sorry);
  return box;
}

/** Sends one question's answers, the latest only, until the portal has it. */
class Sender {
  constructor(model, say) {
    this._model = model;
    this._say = say;
    this._waiting = null;
    this._timer = 0;
    this._hear = (message) => this._heard(message);
    model.on("msg:custom", this._hear);
  }

  answer(value) {
    this._waiting = { type: "answer", id: newId(), value };
    this._say(SAVING, "");
    this._send();
  }

  stop() {
    clearTimeout(this._timer);
    this._model.off("msg:custom", this._hear);
  }

  _send() {
    clearTimeout(this._timer);
    if (!this._waiting) return;
    this._model.send(this._waiting);
    this._timer = setTimeout(() => {
      this._say(NO_KERNEL, "wait");
      this._send();
    }, KERNEL_MS);
  }

  _heard(message) {
    if (!this._waiting || message.id !== this._waiting.id) return; // a newer answer is on its way
    clearTimeout(this._timer);
    if (message.type === "saved") {
      this._waiting = null;
      this._say(SAVED, "ok");
    } else if (message.type === "refused") {
      this._waiting = null;
      this._say("Chưa lưu: " + message.message, "wait");
    } else {
      this._say("Chưa lưu: " + message.message, "wait");
      this._timer = setTimeout(() => this._send(), AGAIN_MS);
    }
  }
}

async function render({ model, el }) {
  const question = model.get("question");
  try {
    await loadComponent(model);
  } catch {
    el.replaceChildren(asText(question));
    return undefined;
  }
  const element = document.createElement("mt-question");
  const state = document.createElement("p");
  state.className = "mtn-state";
  state.setAttribute("role", "status");
  element.dataset.question = question.id;
  element.question = question;
  element.value = model.get("value");
  element.result = model.get("result");
  const sender = new Sender(model, (words, kind) => {
    state.textContent = words;
    state.className = "mtn-state" + (kind ? " mtn-" + kind : "");
  });
  element.addEventListener("mt-answer", (event) => {
    model.set({ value: event.detail.value, result: null }); // another view of this cell shows the same
    model.save_changes();
    sender.answer(event.detail.value);
  });
  const marked = () => {
    element.result = model.get("result");
  };
  model.on("change:result", marked);
  el.replaceChildren(element, state);
  return () => {
    sender.stop();
    model.off("change:result", marked);
  };
}

export default { render };
