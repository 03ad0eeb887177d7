// The home page: kept for reading without the network, and a place from which waiting answers go out.

import { Api } from "../../../hub/web/page/api.js";
import { element, pageData, part } from "../../../hub/web/page/dom.js";
import { questionsOf } from "./questions.js";
import { keepPage, watchSignOut } from "./offline.js";
import { Outbox } from "./outbox.js";
import { Store } from "./store.js";
import { Submissions } from "./submission.js";

function startHome() {
  const data = pageData();
  const { api: base, csrf, username, home } = data;
  const api = new Api({ base, csrf, username });
  const store = new Store(() => undefined);
  let sent = 0;
  const outbox = new Outbox({
    store,
    api,
    username,
    changed: ({ waiting, phase }) => paintWaiting(questionsOf(waiting), phase, sent),
    saved: () => {
      sent += 1;
    },
    refused: () => undefined,
  });
  const submissions = new Submissions({ store, api, outbox, username, stage: () => undefined });
  if (watchSignOut({ store, api, data, before: () => undefined })) return;
  store.forgetCopies(username);
  outbox.start();
  submissions.deliverOthers(null, (press) => {
    const link = element("a", "", "Xem kết quả");
    link.href = home + "lessons/" + press.lesson + "?version=" + press.version;
    const words = "Bài “" + press.title + "” bấm nộp lúc mất mạng nay đã nộp xong. ";
    part("waiting").after(element("p", "notice notice-ok", words, link, "."));
  });
  keepPage(data);
  for (const name of ["online", "offline"]) window.addEventListener(name, paintBanner);
  paintBanner();
}

function paintWaiting(count, phase, sent) {
  const line = part("waiting");
  let words = "";
  if (count && phase === "signed-out") words = "Phiên đã hết. Mời đồng chí tải lại trang để đăng nhập; ";
  if (count) words += "còn " + count + " câu trả lời chờ gửi, vẫn giữ trên máy này.";
  else if (sent) words = "Đã gửi xong các câu trả lời còn chờ.";
  line.textContent = words.charAt(0).toUpperCase() + words.slice(1);
  line.hidden = !words;
}

function paintBanner() {
  part("offline-banner").hidden = navigator.onLine !== false;
}

startHome();
