import { get } from "./api.js";
import { body, bytes, clock, el, millis, show, state, svg, table } from "./dom.js";
import { orderButton, tell } from "./orders.js";
import { chart, sample } from "./charts.js";

const none = (text) => el("p", { class: "faint" }, text);
const actions = (...buttons) => el("div", { class: "actions" }, ...buttons);

export function alarms(status) {
  const receivers = status.alarmReceivers;
  show("alarms", [status.problems, receivers], () => [
    status.problems.length === 0
      ? el("p", {}, state("good", "Nothing is wrong, as far as this node can see."))
      : el(
          "ul",
          { role: "list" },
          ...status.problems.map((problem) =>
            el(
              "li",
              {},
              state(problem.severity === "alarm" ? "bad" : "warn", problem.subject),
              ` ${problem.what} `,
              el("span", { class: "faint" }, problem.remedy),
            ),
          ),
        ),
    el("p", { class: "faint" }, receivers.length === 0 ? "Nobody is told: no alarm receiver is configured." : `Told: ${receivers.join(", ")}`),
    actions(
      ...receivers.map((receiver) =>
        orderButton(`Test ${receiver}`, `Send a test to ${receiver}`, "alarm-test", { receiver }),
      ),
    ),
  ]);
}

export function groups(status) {
  const all = status.groups ?? [];
  const nodes = [status.node, ...(status.peers ?? []).map((peer) => peer.node)];
  const steady = all.map((group) => ({ ...group, leaseMs: Math.sign(group.leaseMs) }));
  show("groups", [steady, nodes], () =>
    all.length === 0
      ? none("No groups are configured.")
      : all.flatMap((group) => [
          el("h3", {}, group.name),
          el(
            "p",
            {},
            group.owner ? state("good", `owned by ${group.owner}`) : state("bad", "nobody owns it"),
            ` term ${group.term}, here: ${group.role}`,
            group.leaseBy ? ", lease left " : "",
            group.leaseBy ? el("span", { "data-lease": group.name }) : "",
            group.leaseBy ? ` by ${group.leaseBy}` : "",
          ),
          el("p", { class: "faint" }, group.addresses.join(", ")),
          group.mayClaim ? el("p", { class: "faint" }, `If the owner vanished: ${group.mayClaim}`) : "",
          table(
            `Services of ${group.name}`,
            ["service", "status", "failures"],
            group.services.map((service) => [service.name, service.status, service.failures]),
          ),
          actions(
            ...nodes
              .filter((node) => node !== group.owner)
              .map((node) =>
                orderButton(`Hand over to ${node}`, `Hand ${group.name} over to ${node}`, "handover", {
                  group: group.name,
                  to: node,
                }),
              ),
          ),
        ]),
  );
  for (const group of all) {
    const place = document.querySelector(`[data-lease="${CSS.escape(group.name)}"]`);
    if (place) {
      place.textContent = millis(group.leaseMs);
    }
  }
}

export function nodes(status) {
  const peers = status.peers ?? [];
  const steady = peers.map((peer) => ({ ...peer, silenceMs: peer.contact ? 0 : Math.round((peer.silenceMs ?? 0) / 1000) }));
  const { node, version, ready, held, maintenance, guarantee, timing } = status;
  show("nodes", [steady, node, version, ready, held, maintenance, guarantee, timing], () => [
    table(
      "Nodes",
      ["node", "contact", "state"],
      [
        [
          `${node} (this one)`,
          "",
          held
            ? state("warn", `held by ${held.by}: ${held.reason}`)
            : ready
              ? state("good", "ready")
              : state("warn", "not ready yet"),
        ],
        ...peers.map((peer) => [
          peer.node,
          peer.contact
            ? state("good", peer.reflectedOnly ? "by reflected beats alone" : "in contact")
            : state("bad", peer.silenceMs === undefined ? "never heard" : `silent for ${millis(peer.silenceMs)}; what is shown of it is that old`),
          peer.held ? state("warn", "held in standby") : "",
        ]),
      ],
    ),
    el("p", {}, "Never two owners: ", state(guarantee.level === "best-effort" ? "warn" : "good", guarantee.level), ` ${guarantee.why}`),
    el(
      "p",
      { class: "faint" },
      `Timing ${timing.profile}: a beat each ${millis(timing.beatMs)}, lease ${millis(timing.leaseMs)}, a claim waits ${millis(timing.claimWaitMs)}. Version ${version}.`,
    ),
    maintenance ? el("p", {}, state("warn", "maintenance: nothing moves by itself")) : "",
    actions(
      held
        ? orderButton("Rejoin", `Let ${node} rejoin`, "rejoin", {})
        : orderButton("Standby", `Put ${node} into standby`, "standby", {}),
      maintenance
        ? orderButton("End maintenance", "End maintenance", "maintenance", { on: false })
        : orderButton("Maintenance", "Begin maintenance", "maintenance", { on: true }),
    ),
  ]);
}

export function paths(status) {
  const all = status.paths ?? [];
  show("paths", all.map((path) => [path.name, path.alive, path.error, path.local, path.remote]), () =>
    all.length === 0
      ? none("No path is configured: nodes can't hear each other.")
      : all.flatMap((path) => [
          el(
            "h3",
            {},
            `${path.name} `,
            path.alive ? state("good", "alive") : state("bad", "silent"),
          ),
          el("p", { class: "faint" }, `${path.local} to ${path.remote} (${path.peer}) `, el("span", { "data-path": path.name })),
          path.error ? el("p", { class: "bad" }, path.error) : "",
          el("div", { class: "chart", "data-chart": path.name, role: "img", "aria-label": `Loss, latency and jitter of path ${path.name} in the last two minutes` }),
        ]),
  );
  for (const path of all) {
    const place = document.querySelector(`[data-chart="${CSS.escape(path.name)}"]`);
    if (place && window.uPlot) {
      chart(path, place);
    }
    document.querySelector(`[data-path="${CSS.escape(path.name)}"]`).textContent =
      `loss ${(path.loss * 100).toFixed(1)} %, latency ${millis(path.latencyMs)}, jitter ${millis(path.jitterMs)}`;
  }
  sample(status.at, all);
}

export function devices(status) {
  const all = status.devices ?? [];
  const peers = status.peers ?? [];
  const cell = (reached, reflects) =>
    !reached
      ? state("bad", "not reached")
      : reflects
        ? state("good", "reached, reflects")
        : state("warn", "reached, doesn't reflect");
  const seen = (peer, device) =>
    peer.contact
      ? cell(peer.reached.includes(device.name), peer.reflecting.includes(device.name))
      : state("warn", "not known");
  const key = [
    all.map((device) => [device.name, device.reached, device.reflects, device.error]),
    peers.map((peer) => [peer.contact, peer.reached, peer.reflecting]),
  ];
  show("devices", key, () =>
    all.length === 0
      ? none("None: without them a node can't know whether it or its peer is cut off.")
      : table(
          "Reference devices as each node reaches them",
          ["device", "address", "weight", status.node, ...peers.map((peer) => peer.node), ""],
          all.map((device) => [
            device.name,
            device.address,
            device.weight,
            cell(device.reached, device.reflects),
            ...peers.map((peer) => seen(peer, device)),
            device.error,
          ]),
        ),
  );
}

export function mirrors(status) {
  const missing = (rule) =>
    status.problems.some((problem) => problem.subject === `rule ${rule.rule}` && problem.what.startsWith("taken over with"));
  show("mirrors", [status.mirrors, status.mirrors.map(missing)], () =>
    status.mirrors.length === 0
      ? none("Nothing is mirrored.")
      : status.mirrors.flatMap((rule) => [
          el("h3", {}, `${rule.rule} `, el("span", { class: "faint" }, rule.direction)),
          el("p", { class: "faint" }, `${rule.path}, each ${rule.interval}, by ${rule.strategy}, for ${rule.group}`),
          rule.objection ? el("p", {}, state("bad", rule.objection)) : "",
          table(
            `Copies of ${rule.rule}`,
            ["copy on", "state", "changes waiting", "oldest waits since", "files", "sent", "read", "processor"],
            rule.copies.map((copy) => [
              copy.node,
              copy.state,
              copy.dirty,
              copy.oldest ? clock(copy.oldest) : "",
              copy.files,
              bytes(copy.bytesSent),
              bytes(copy.bytesRead),
              millis(copy.processorMs),
            ]),
          ),
          actions(
            rule.direction === "sends"
              ? orderButton("Mirror now", `Mirror ${rule.rule} now`, "mirror-now", { rule: rule.rule })
              : undefined,
            missing(rule)
              ? orderButton("Accept what is missing", `Accept what is missing of ${rule.rule}`, "mirror-accept", { rule: rule.rule })
              : undefined,
          ),
        ]),
  );
}

export async function quarantine() {
  let files = [];
  try {
    files = (await get("/quarantine")).quarantine;
  } catch {
    // Nothing is mirrored here.
  }
  show("quarantine", files, () =>
    files.length === 0
      ? none("Empty: no data of this node was left behind by a takeover.")
      : table(
          "Files in quarantine",
          ["file", "rule", "size", "changed", ""],
          files.map((file) => [
            file.path,
            file.rule,
            bytes(file.size),
            clock(file.modified),
            actions(
              el(
                "button",
                {
                  "data-key": `compare ${file.id}`,
                  "data-order": "compare",
                  onclick: () =>
                    get(`/quarantine/${file.id.split("/").map(encodeURIComponent).join("/")}`).then(
                      (found) => tell(file.path, found.difference),
                      (error) => tell(file.path, error.message),
                    ),
                },
                "Compare",
              ),
              orderButton("Restore", `Restore ${file.path}`, "restore", { id: file.id }),
              orderButton("Discard", `Discard ${file.path}`, "discard", { id: file.id }),
            ),
          ]),
        ),
  );
}

export function fences(status) {
  const all = status.fences ?? [];
  show("fences", all, () =>
    all.length === 0
      ? none("No fencing device is configured.")
      : table(
          "Fencing devices",
          ["fence", "of node", "level", "last test", ""],
          all.map((fence) => [
            fence.name,
            fence.node,
            fence.level,
            fence.lastTest
              ? el(
                  "span",
                  {},
                  state(fence.lastTest.outcome === "done" ? "good" : "bad", fence.lastTest.outcome),
                  ` ${clock(fence.lastTest.at)} ${fence.lastTest.reason}`,
                )
              : "never tested",
            orderButton("Test", `Test ${fence.name}`, "fence-test", { fence: fence.name }) ?? "",
          ]),
        ),
  );
}

export async function takeovers() {
  const all = (await get("/takeovers")).takeovers.slice(-10).reverse();
  show("takeovers", all, () =>
    all.length === 0 ? none("None since the engine started.") : all.map(takeover),
  );
}

/** One bar: how long the owner had been silent and was fenced, then until addresses and services were here. */
function takeover(one) {
  const total = Math.max(1, one.phases.reduce((sum, phase) => sum + phase.lengthMs, 0));
  const words = one.phases.map((phase) => `${phase.what} ${phase.lengthMs} ms`).join(", ");
  let x = 0;
  const parts = one.phases.map((phase) => {
    const width = (phase.lengthMs / total) * 100;
    const part = svg("rect", { class: phase.what, x, y: 0, width, height: 10 });
    x += width;
    return part;
  });
  return el(
    "div",
    {},
    el(
      "p",
      {},
      `${clock(one.at)} ${one.group}: `,
      ...one.phases.map((phase) => el("span", { class: `phase ${phase.what}` }, `${phase.what} ${phase.lengthMs} ms`)),
      one.servicesMs === undefined ? "services not up yet " : "",
      el("span", { class: "faint" }, one.cause),
    ),
    el(
      "div",
      { class: "bar", role: "img", "aria-label": words },
      svg("svg", { preserveAspectRatio: "none", viewBox: "0 0 100 10", "aria-hidden": "true" }, ...parts),
    ),
  );
}

const events = [];

export function add(more) {
  for (const event of more) {
    const known = events.findIndex((one) => one.number === event.number && one.at === event.at);
    if (known < 0) {
      events.push(event);
    }
  }
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.number - b.number));
  events.splice(0, Math.max(0, events.length - 1000));
  history();
}

function filtered() {
  const text = document.querySelector("#filter input").value.toLowerCase();
  return events.filter((event) =>
    `${event.kind} ${event.group} ${event.node} ${event.text}`.toLowerCase().includes(text),
  );
}

export function history() {
  const all = filtered();
  body("history").replaceChildren(
    all.length === 0
      ? none("No events.")
      : table(
          "History",
          ["when", "node", "what", "group", ""],
          all
            .slice(-300)
            .reverse()
            .map((event) => [clock(event.at), event.node, event.kind, event.group, event.text]),
        ),
  );
}

export function download() {
  const lines = filtered().map((event) => JSON.stringify(event)).join("\n");
  const link = el("a", {
    href: URL.createObjectURL(new Blob([lines + "\n"], { type: "application/x-ndjson" })),
    download: "understudy-events.jsonl",
  });
  link.click();
  URL.revokeObjectURL(link.href);
}
