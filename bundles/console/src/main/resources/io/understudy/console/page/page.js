import { ROOT, get } from "./api.js";
import { change, propose } from "./changes.js";
import { me } from "./orders.js";
import { safety, whatIf } from "./safety.js";
import * as sections from "./sections.js";

let newest = 0;
let offset = 0;
let last;

function draw(status) {
  last = status;
  offset = Date.now() - Date.parse(status.at);
  newest = Date.now();
  document.querySelector("#node").textContent = status.engine ? `on ${status.node}` : "";
  sections.alarms(status);
  if (status.engine) {
    sections.groups(status);
    sections.nodes(status);
    sections.paths(status);
    sections.devices(status);
    sections.fences(status);
  }
  change(status);
  sections.mirrors(status);
  age();
}

/** How old the picture is, said as soon as it isn't live. */
function age() {
  const stream = document.querySelector("#stream");
  const seconds = Math.round((Date.now() - newest) / 1000);
  const stale = seconds > 3;
  const text = newest === 0 ? "Connecting …" : stale ? `No connection: this picture is ${seconds} s old` : last.engine ? "Live" : "Live; the engine isn't there just now";
  if (stream.textContent !== text) {
    stream.textContent = text;
  }
  stream.classList.toggle("stale", stale && newest !== 0);
}

/** Asks once for what many events of a moment may have changed: a takeover must not bring requests by the dozen. */
const asked = new Map();
function soon(ask) {
  if (!asked.has(ask)) {
    asked.set(
      ask,
      setTimeout(() => {
        asked.delete(ask);
        ask();
      }, 200),
    );
  }
}

function listen() {
  const stream = new EventSource(`${ROOT}/stream`);
  stream.addEventListener("status", (message) => draw(JSON.parse(message.data)));
  stream.addEventListener("history", (message) => {
    const event = JSON.parse(message.data);
    sections.add([event]);
    document.documentElement.dataset.lag = String(Date.now() - offset - Date.parse(event.at));
    if (["claimed", "started"].includes(event.kind)) {
      soon(sections.takeovers);
    }
    soon(sections.quarantine);
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(reconnect, 1000);
    }
  });
}

/** After a refusal: log in again if that is why. */
async function reconnect() {
  try {
    await get("/me");
    listen();
  } catch {
    setTimeout(reconnect, 2000);
  }
}

async function begin() {
  Object.assign(me, await get("/me"));
  document.querySelector("#user").textContent = me.user;
  const [status, history] = await Promise.all([get("/status"), get("/events?limit=300")]);
  draw(status);
  sections.add(history.events);
  sections.takeovers();
  sections.quarantine();
  safety();
  listen();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

document.querySelector("#filter").addEventListener("submit", (event) => event.preventDefault());
document.querySelector("#filter input").addEventListener("input", sections.history);
document.querySelector("#timing").addEventListener("submit", (event) => event.preventDefault());
document.querySelector("#timing").addEventListener("input", () => soon(safety));
document.querySelector("#changes").addEventListener("submit", (event) => {
  event.preventDefault();
  propose(event.target, event.submitter);
});
document.querySelector("#what-if").addEventListener("submit", (event) => {
  event.preventDefault();
  whatIf(event.submitter);
});
document.querySelector("#export").addEventListener("click", sections.download);
document.querySelector("#log-out").addEventListener("click", async () => {
  await fetch("/understudy/login", { method: "DELETE" });
  location.assign("/understudy/login");
});
setInterval(age, 500);
begin().catch((error) => {
  document.querySelector("#stream").textContent = `Nothing to show: ${error.message}`;
});
