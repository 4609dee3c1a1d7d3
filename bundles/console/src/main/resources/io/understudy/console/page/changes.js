import { clock, el, show, state } from "./dom.js";
import { me, order, orderButton } from "./orders.js";

const PID = "io.understudy.";

/** The files that the nodes should have alike, as they are usually called. */
function files(status) {
  const named = (kind, all, name) => (all ?? []).map((one) => `${PID}${kind}-${one[name]}.cfg`);
  return [
    `${PID}engine.cfg`,
    ...named("engine.group", status.groups, "name"),
    ...named("takeover", status.groups, "name"),
    ...named("arbitration.device", status.devices, "name"),
    ...named("mirroring.rule", status.mirrors, "rule"),
  ];
}

let suggested = "";

export function change(status) {
  document.querySelector("#changes").hidden = !me.operator;
  const suggestions = files(status);
  if (suggestions.join() !== suggested) {
    suggested = suggestions.join();
    document.querySelector("#files").replaceChildren(...suggestions.map((value) => el("option", { value })));
  }
  const waiting = status.change;
  show("change", waiting ?? null, () =>
    waiting
      ? [
          el(
            "p",
            {},
            state("warn", `${waiting.file} is changed on all nodes`),
            ` by ${waiting.by} at ${waiting.node}, and taken back at ${clock(waiting.until).slice(0, 19)} unless it is kept.`,
          ),
          el("ul", {}, ...Object.entries(waiting.settings).map(([key, value]) => el("li", {}, `${key} = ${value}`))),
          el(
            "div",
            { class: "actions" },
            orderButton("Keep it", "Keep the change", "change-keep", {}),
            orderButton("Take it back", "Take the change back", "change-back", {}),
          ),
        ]
      : el("p", { class: "faint" }, "No change waits to be kept."),
  );
}

export function propose(form, button) {
  const fields = Object.fromEntries(new FormData(form));
  order("Change settings on all nodes", "change", fields, button);
}
