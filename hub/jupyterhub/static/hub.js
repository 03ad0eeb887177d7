// The Hub pages' one script: each behaviour hangs on a data-mt-… attribute; every page works without it
// except tokens and the list of rooms, which say so. Words of the Hub's API are never shown: a status becomes our own sentence.

const page = document.body.dataset;

const SAID = {
  0: "Chưa nối được với máy chủ. Đồng chí kiểm tra mạng rồi thử lại.",
  400: "Lúc này chưa làm được việc này. Mời đồng chí tải lại trang rồi thử lại.",
  403: "Phiên đăng nhập đã hết hoặc tài khoản không có quyền. Mời đồng chí tải lại trang rồi thử lại.",
  404: "Không tìm thấy nội dung này. Mời đồng chí tải lại trang.",
  429: "Nhiều người đang dùng cùng lúc. Mời đồng chí chờ một phút rồi thử lại.",
  500: "Máy chủ gặp lỗi. Mời đồng chí chờ một phút rồi thử lại.",
};

function tell(status) {
  const alert = document.getElementById("mt-alert");
  alert.textContent = SAID[status] ?? SAID[status >= 500 ? 500 : 400];
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

// Call the Hub's API with this page's session; tell what went wrong and return null when it did.
async function call(method, path, body, accept = "application/json") {
  document.getElementById("mt-alert").hidden = true;
  let answer;
  try {
    answer = await fetch(`${page.base}api/${path}`, {
      method,
      headers: { "X-XSRFToken": page.xsrf, Accept: accept, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    tell(0);
    return null;
  }
  if (!answer.ok) {
    tell(answer.status);
    return null;
  }
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}

const each = (selector, work) => document.querySelectorAll(selector).forEach(work);

// "Hiện mật khẩu"
each("[data-mt-reveal]", (label) => {
  const field = document.getElementById(label.dataset.mtReveal);
  const box = label.querySelector("input");
  label.hidden = false;
  box.addEventListener("change", () => {
    field.type = box.checked ? "text" : "password";
  });
  // A shown password is hidden again before it is sent, so that browsers do not remember it as text.
  field.form.addEventListener("submit", () => {
    field.type = "password";
    box.checked = false;
  });
});

// A required field says in Vietnamese what is missing, whatever language the browser speaks.
each("[data-mt-required]", (field) => {
  field.addEventListener("invalid", () => {
    if (field.validity.valueMissing) field.setCustomValidity(field.dataset.mtRequired);
  });
  for (const kind of ["input", "change"]) field.addEventListener(kind, () => field.setCustomValidity(""));
});

// A form is sent once; coming back to the page makes it ready again.
each("form[data-mt-busy]", (form) => {
  const button = form.querySelector("button[type=submit]");
  const ready = button.textContent;
  form.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = form.dataset.mtBusy;
  });
  window.addEventListener("pageshow", () => {
    button.disabled = false;
    button.textContent = ready;
  });
});

each("[data-mt-needs-script]", (button) => {
  button.disabled = false;
});

if (!window.isSecureContext) {
  each("[data-mt-insecure]", (notice) => {
    notice.hidden = false;
  });
}

// The wait after too many failed sign-ins, counted down; the server keeps the real count.
each("[data-mt-wait]", (notice) => {
  const ends = Date.now() + Number(notice.dataset.mtWait) * 1000;
  const line = document.createElement("p");
  line.setAttribute("aria-live", "off");
  notice.append(line);
  const count = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left > 0) {
      line.textContent = `Còn ${left >= 120 ? `${Math.ceil(left / 60)} phút` : `${left} giây`}.`;
      setTimeout(count, 1000);
    } else {
      line.setAttribute("aria-live", "polite");
      line.textContent = "Đồng chí có thể thử lại.";
    }
  };
  count();
});

// The progress of a starting practice room. When it is ready or has failed the page is loaded again:
// the server then leads into the room, or says what went wrong.
each("[data-mt-progress]", (box) => {
  const bar = box.querySelector("progress");
  const line = document.getElementById("progress-message");
  const source = new EventSource(box.dataset.mtProgress);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.progress !== undefined) bar.value = Math.max(bar.value, event.progress);
    // Only Vietnamese is shown: a spawner without our mixin speaks plain ASCII English.
    if (event.message && /[^\x00-\x7f]/.test(event.message)) line.textContent = event.message;
    if (event.ready || event.failed) {
      source.close();
      setTimeout(() => window.location.reload(), event.failed ? 500 : 0);
    }
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => window.location.reload(), 3000);
  };
});

each("[data-mt-stop]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = "Đang đóng phòng…";
    if (await call("DELETE", `users/${page.user}/server`)) window.location.assign(`${page.base}home`);
    else window.setTimeout(() => (button.disabled = false), 1000);
  });
});

each("[data-mt-reload-after]", (box) => {
  setTimeout(() => window.location.reload(), Number(box.dataset.mtReloadAfter) * 1000);
});

// The part of the address after # survives the way through the start of the room.
each("[data-mt-keep-hash]", (link) => {
  if (window.location.hash) link.href += window.location.hash;
});

each("[data-mt-go-after]", (link) => {
  setTimeout(() => window.location.assign(link.href), Number(link.dataset.mtGoAfter) * 1000);
});

// JupyterHub counts redirects in the address; an error page must not carry the count on.
if (document.querySelector("[data-mt-error]")) {
  const here = new URL(window.location.href);
  if (here.searchParams.has("redirects")) {
    here.searchParams.delete("redirects");
    window.history.replaceState({}, "", here);
  }
}

// -- tokens ----------------------------------------------------------------------------------------

const tokenForm = document.getElementById("request-token-form");
tokenForm?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = await call("POST", `users/${page.user}/tokens`, {
    note: document.getElementById("token-note").value.normalize("NFC").trim(),
    expires_in: Number(document.getElementById("token-expiration-seconds").value) || null,
  });
  if (!token) return;
  document.getElementById("token-result").textContent = token.token;
  document.getElementById("token-area").hidden = false;
});

document.querySelectorAll("[data-mt-revoke]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    if (await call("DELETE", `users/${page.user}/tokens/${button.dataset.mtRevoke}`)) button.closest("tr").remove();
    else button.disabled = false;
  });
});

// -- practice rooms --------------------------------------------------------------------------------

const rooms = document.querySelector("[data-mt-rooms]");
if (rooms) {
  const limit = Number(rooms.dataset.mtRooms) || 50;
  const body = document.querySelector("#rooms tbody");
  const count = document.getElementById("rooms-count");
  const buttons = { previous: document.getElementById("rooms-previous"), next: document.getElementById("rooms-next") };
  let offset = 0;

  const zone = { timeZone: "Asia/Ho_Chi_Minh" };
  const clock = new Intl.DateTimeFormat("vi-VN", { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat("en-GB", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" });
  const when = (text) => {
    if (!text) return "Chưa có";
    const moment = new Date(text);
    return `${clock.format(moment)} ngày ${day.format(moment)}`;
  };

  const cell = (row, label, content) => {
    const td = row.insertCell();
    td.dataset.label = label;
    td.append(content);
  };

  const draw = (user) => {
    const row = body.insertRow();
    const server = user.servers?.[""];
    const open = Boolean(server) && !server.stopped;
    const state = { spawn: "Đang mở dần", stop: "Đang đóng dần" }[server?.pending] ?? (open ? "Đang mở" : "Đang đóng");
    cell(row, "Tên đăng nhập", user.name);
    cell(row, "Phòng", state);
    cell(row, "Mở lúc", open ? when(server.started) : "–");
    cell(row, "Hoạt động gần nhất", when(user.last_activity));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-small";
    button.textContent = open ? "Đóng phòng" : "Mở phòng";
    button.setAttribute("aria-label", `${button.textContent} của ${user.name}`);
    button.disabled = Boolean(server?.pending);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const name = encodeURIComponent(user.name);
      if (await call(open ? "DELETE" : "POST", `users/${name}/server`)) await load();
      else button.disabled = false;
    });
    cell(row, "Việc", button);
  };

  const load = async () => {
    const query = new URLSearchParams({ limit, offset, include_stopped_servers: "1" });
    const state = document.getElementById("rooms-state").value;
    const name = document.getElementById("rooms-name").value.trim();
    if (state) query.set("state", state);
    if (name) query.set("name_filter", name);
    const answer = await call("GET", `users?${query}`, undefined, "application/jupyterhub-pagination+json");
    if (!answer) {
      count.textContent = "Chưa tải được danh sách.";
      return;
    }
    body.replaceChildren();
    answer.items.forEach(draw);
    const { total } = answer._pagination;
    count.textContent = total ? `${total} tài khoản.` : "Không có tài khoản nào.";
    buttons.previous.hidden = offset === 0;
    buttons.next.hidden = offset + limit >= total;
  };

  rooms.addEventListener("submit", (event) => {
    event.preventDefault();
    offset = 0;
    load();
  });
  const turn = (step) => () => {
    offset = Math.max(0, offset + step * limit);
    load();
  };
  buttons.previous.addEventListener("click", turn(-1));
  buttons.next.addEventListener("click", turn(1));
  load();
}

// Pages kept for reading offline belong to who was signed in; the portal's worker knows this name.
if (location.pathname.endsWith("/logout") && "caches" in window) caches.delete("mattran-pages");
