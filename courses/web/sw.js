// The service worker: pages of lessons and prompts a person opened stay readable without the network.
// Never the API.
//
// Pages belong to one person: a page from the network names its person in a header, and another name
// clears what was kept. Once the server sends somebody to sign in, nothing kept is shown until a page
// from the network says who it is: on a shared office PC nobody sees the pages of the one before.

const OFFLINE_PAGE = "OFFLINE_PAGE"; // HTML, filled in by courses.pages
const OFFLINE_FILES = ["OFFLINE_FILES"]; // what that page loads
const PREFIX = new URL(self.registration.scope).pathname;
const STATIC = "mattran-static";
const PAGES = "mattran-pages";
const STATE = "mattran-state";
const STATE_KEY = PREFIX + "service-worker-state";
const PERSON_HEADER = "X-Mattran-Person";
const PATIENCE_MS = 4000;
const STATIC_AT_MOST = 80;
const PAGES_AT_MOST = 60;

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles(OFFLINE_FILES).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  const { type, username, page, files } = event.data || {};
  if (type === "sign-out") event.waitUntil(forget());
  if (type === "opened") event.waitUntil(opened(username, page, files));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (!url.pathname.startsWith(PREFIX)) return;
  const path = url.pathname.slice(PREFIX.length);
  if (path.startsWith("static/")) event.respondWith(file(event));
  else if (request.mode !== "navigate" || path.startsWith("api/")) return;
  else if (path === "oauth_callback") event.respondWith(signingIn(request));
  else if (isKept(path)) event.respondWith(page(event));
  else event.respondWith(fetch(request).catch(offlinePage));
});

function isKept(path) {
  return path === "" || path === "prompts" || /^(lessons|prompts)\/[a-z0-9-]+$/.test(path);
}

/** A static file: its name holds the hash of its content, so a kept one is never outdated. */
async function file(event) {
  const { request } = event;
  const cache = await caches.open(STATIC);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(keep(cache, request.url, response.clone(), STATIC_AT_MOST));
  return response;
}

/** A page: from the network, or as it was kept when that fails or is slow. */
async function page(event) {
  const { request } = event;
  const arrived = fetch(request).then((response) =>
    received(request.url, response, (keeping) => event.waitUntil(keeping)),
  );
  event.waitUntil(arrived.catch(() => undefined));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const first = await Promise.race([arrived.catch(() => null), slow]);
  if (first && first.status < 500) return first;
  return (await keptPage(request.url)) || first || arrived.catch(offlinePage);
}

/** Look whose page came; keep it. Whoever is sent to sign in is nobody until a page says otherwise. */
async function received(url, response, meanwhile) {
  if (response.type === "opaqueredirect" || response.status === 401) await lock();
  const username = response.headers.get(PERSON_HEADER);
  if (!response.ok || !username) return response;
  await personIs(username);
  meanwhile(keep(await caches.open(PAGES), withoutHash(url), response.clone(), PAGES_AT_MOST));
  return response;
}

async function keptPage(url) {
  const { username, locked } = await readState();
  if (locked || !username) return null;
  const kept = await (await caches.open(PAGES)).match(withoutHash(url));
  return kept && kept.headers.get(PERSON_HEADER) === username ? kept : null;
}

async function signingIn(request) {
  await lock();
  return fetch(request).catch(offlinePage);
}

/** A page that was loaded before this worker stood: keep it and its files too. */
async function opened(username, url, files) {
  await keepFiles(files);
  const cache = await caches.open(PAGES);
  const { username: known, locked } = await readState();
  if (known === username && !locked && (await cache.match(withoutHash(url)))) return;
  try {
    let kept;
    const response = await fetch(url, { headers: { Accept: "text/html" }, redirect: "manual" });
    await received(url, response, (keeping) => {
      kept = keeping;
    });
    await kept;
  } catch {
    // No network just now: the page is kept when it is opened next time.
  }
}

async function keepFiles(files) {
  const cache = await caches.open(STATIC);
  for (const url of files || []) {
    try {
      if (!(await cache.match(url))) await cache.add(url);
    } catch {
      // A file that does not come now comes with the next page.
    }
  }
}

async function personIs(username) {
  const state = await readState();
  if (state.username !== username) await caches.delete(PAGES);
  if (state.username !== username || state.locked) await writeState({ username, locked: false });
}

async function lock() {
  const state = await readState();
  if (!state.locked) await writeState({ ...state, locked: true });
}

async function forget() {
  await caches.delete(PAGES);
  await caches.delete(STATE);
}

async function readState() {
  const kept = await (await caches.open(STATE)).match(STATE_KEY);
  return kept ? kept.json() : { username: null, locked: false };
}

async function writeState(state) {
  await (await caches.open(STATE)).put(STATE_KEY, new Response(JSON.stringify(state)));
}

/** Keep a response; take away what was kept first when there are more than `most`. */
async function keep(cache, url, response, most) {
  await cache.put(url, response);
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(key);
}

function withoutHash(url) {
  return url.split("#")[0];
}

function offlinePage() {
  return new Response(OFFLINE_PAGE, {
    status: 503,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'",
    },
  });
}
