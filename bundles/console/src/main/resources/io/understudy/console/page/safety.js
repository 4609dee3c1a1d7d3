import { get } from "./api.js";
import { clock, el, millis, show, state, table } from "./dom.js";

/** What the form proposes, without what it leaves as it is. */
export function proposed() {
  const fields = new FormData(document.querySelector("#timing"));
  return new URLSearchParams([...fields].filter(([, value]) => value.trim() !== ""));
}

/** A frequency as people read it. */
function often(perDay) {
  if (perDay < 1e-9) {
    return "never in a lifetime";
  }
  const days = 1 / perDay;
  return days >= 365
    ? `once in ${Math.round(days / 365)} years`
    : days >= 1
      ? `once in ${Math.round(days)} days`
      : `${Math.round(perDay)} times a day`;
}

function answer(found) {
  return [
    el(
      "p",
      {},
      "Takeover: ",
      state("good", `${Math.round(found.takeoverMs)} ms at most`),
      " from the owner's end until the other node owns its groups, while devices answer. Services come after.",
    ),
    table(
      "What the other node waits for",
      ["ms", "what the other node waits for", ""],
      found.parts.map((part) => [Math.round(part.lengthMs), part.what, part.decides ? "" : "meanwhile"]),
    ),
    ...found.besides.map((what) => el("p", {}, `And ${what}.`)),
    el(
      "p",
      {},
      `False suspicion: ${found.chances} beats in a row must get lost on every path. With ${(found.loss * 100).toFixed(1)} % lost now: ${often(found.falsePerDay)}.`,
    ),
    el(
      "p",
      {},
      "Never two owners: ",
      state(found.guarantee.level === "best-effort" ? "warn" : "good", found.guarantee.level),
      ` ${found.guarantee.why}`,
    ),
  ];
}

export async function safety() {
  try {
    const found = await get(`/safety?${proposed()}`);
    show("safety", found, () => answer(found));
  } catch (error) {
    show("safety", error.message, () => el("p", {}, state("bad", "This would be refused: "), error.message));
  }
}

function result(found) {
  return el(
    "p",
    {},
    `Played ${found.times} times on simulated nodes: `,
    state(found.moved === 0 ? "good" : "warn", `another node owned the group after ${found.moved} of them`),
    `. Nobody held its addresses for ${millis(found.medianMs)} (median), ${millis(found.longestMs)} at most; two nodes for ${millis(found.bothMs)}.`,
  );
}

function replay(found) {
  const intro = el(
    "p",
    {},
    state(found.moves === 0 ? "good" : "warn", `These settings would have moved a group ${found.moves} times`),
    ` since ${clock(found.since)}. ${found.recorded} silences of the peer are recorded, ${found.harmless} of them too short to matter.`,
  );
  return found.replayed.length === 0
    ? [intro]
    : [
        intro,
        table(
          "Silences played again",
          ["when", "what", "ms", "moved", "nobody owned for"],
          found.replayed
            .toReversed()
            .map((one) => [
              clock(one.at),
              one.what,
              Math.round(one.lengthMs),
              `${one.moved} of ${one.times}`,
              millis(one.medianMs),
            ]),
        ),
      ];
}

export async function whatIf(button) {
  const { fault, lasts, share } = Object.fromEntries(new FormData(document.querySelector("#what-if")));
  const place = document.querySelector("#played");
  const query = proposed();
  if (fault !== "history") {
    query.set("lasts", lasts);
    query.set("share", share);
  }
  button?.setAttribute("disabled", "");
  place.replaceChildren("Playing \u2026");
  try {
    const found = await get(`/what-if/${fault}?${query}`);
    place.replaceChildren(...[fault === "history" ? replay(found) : result(found)].flat());
  } catch (error) {
    place.replaceChildren(el("p", {}, state("bad", "Nothing was played: "), error.message));
  } finally {
    button?.removeAttribute("disabled");
  }
}
