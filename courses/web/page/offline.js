// The service worker's other half: tells it who reads which page, and clears up when somebody signs out.

import { pause } from "../../../hub/web/page/api.js";
import { askOnPage } from "../../../hub/web/page/dom.js";
import { questionsOf } from "./questions.js";

const FORGET_MS = 1500; // signing out does not wait longer for the browser to clear up
const PROBE_MS = 4000; // nor to find out whether the portal can be reached
const LEFT_KEY = "mattran-left";

/** Register the worker and have this page kept; false where this address allows no worker. */
export async function keepPage({ home, username }) {
  // A page the browser brings back from memory may be of a session that has ended since.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return false;
  try {
    await navigator.serviceWorker.register(home + "sw.js", { scope: home });
    const { active } = await navigator.serviceWorker.ready;
    const page = window.location.pathname + window.location.search;
    active.postMessage({ type: "opened", username, page: new URL(page, window.location).href, files: filesOf() });
  } catch {
    // The worker's file did not come: the page works without it, and asks again when it is next opened.
  }
  return true;
}

/** Addresses of the static files of this page. */
function filesOf() {
  const nodes = document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src], img[src]');
  const addresses = Array.from(nodes, (node) => node.href || node.src);
  return addresses.filter((address) => new URL(address).origin === window.location.origin);
}

/**
 * Take care of the link “Đăng xuất”: kept pages and copies go at once. Waiting answers stay, unseen, for
 * when this person signs in again; whoever has some is told before. Without the network the Hub cannot be
 * told: the page is left, and this browser signs out as soon as it opens a page of the same session again;
 * then this returns true, and the page is to do nothing more. `before` runs before anything else.
 */
export function watchSignOut({ store, api, data, before }) {
  const links = document.querySelectorAll('a[href$="/hub/logout"]');
  if (takeNote() === data.csrf && links.length) {
    window.location.replace(links[0].href);
    return true;
  }
  for (const link of links) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        forget(store);
        return;
      }
      event.preventDefault();
      before();
      const count = questionsOf(await store.waiting(data.username));
      const isReachable = (await api.get("me", PROBE_MS)).kind !== "again";
      const words = signOutWords(count, isReachable);
      if (words && !(await askOnPage(words, "Vẫn đăng xuất", "Ở lại trang"))) return;
      await Promise.race([forget(store), pause(FORGET_MS)]);
      if (!isReachable) leaveNote(data.csrf);
      window.location.assign(isReachable ? link.href : data.home);
    });
  }
  return false;
}

function signOutWords(count, isReachable) {
  const words = [];
  if (!isReachable) {
    words.push(
      "Đang mất mạng. Nếu đăng xuất lúc này, trang sẽ đóng, các trang bài học giữ trên máy được xóa, " +
        "và việc đăng xuất hoàn tất khi máy này mở lại trang học lúc có mạng.",
    );
  }
  if (count) {
    words.push(
      "Còn " + count + " câu trả lời chưa gửi: các câu này nằm lại trên máy, người khác không thấy, " +
        "và tự gửi khi đồng chí đăng nhập lại ở máy này.",
    );
  }
  return words.join(" ");
}

/** Note, for the next page of this session, that its person has left. The token names the session. */
function leaveNote(csrf) {
  try {
    window.localStorage.setItem(LEFT_KEY, csrf);
  } catch {
    // No storage: the session ends by itself after some hours.
  }
}

function takeNote() {
  try {
    const noted = window.localStorage.getItem(LEFT_KEY);
    window.localStorage.removeItem(LEFT_KEY);
    return noted;
  } catch {
    return null;
  }
}

async function forget(store) {
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  if (worker) worker.postMessage({ type: "sign-out" });
  if (window.caches) await window.caches.delete("mattran-pages");
  await store.forgetCopies(null);
}
