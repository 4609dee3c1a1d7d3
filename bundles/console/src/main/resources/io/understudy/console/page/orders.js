import { get, post } from "./api.js";
import { el } from "./dom.js";

export const me = { user: "", operator: false };

/** What is said of an order that was carried out, where the page has no other place to show it. */
const DONE = { "alarm-test": "It took the test. See whether that has arrived." };

export function tell(title, text) {
  document.querySelector("#told-h").textContent = title;
  document.querySelector("#told-text").textContent = text;
  document.querySelector("#told").showModal();
}

/** Asks whether to go on; the answer is whether "Do it" was chosen. */
function confirmed(title, text) {
  const dialog = document.querySelector("#confirm");
  document.querySelector("#confirm-h").textContent = title;
  document.querySelector("#confirm-text").textContent = text;
  return new Promise((resolve) => {
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    document.querySelector("#confirm-no").focus();
  });
}

/** Says what an order would do, and if it is confirmed, gives it. */
export async function order(title, verb, fields, button) {
  try {
    const { explanation } = await get(`/orders/${verb}?${new URLSearchParams(fields)}`);
    if (!(await confirmed(title, explanation))) {
      return;
    }
    button?.setAttribute("disabled", "");
    const { outcome, reason } = await post(`/orders/${verb}`, fields);
    if (outcome !== "done") {
      tell(`${title}: ${outcome}`, reason);
    } else if (DONE[verb]) {
      tell(`${title}: done`, DONE[verb]);
    }
  } catch (error) {
    tell(`${title}: nothing was changed`, error.message);
  } finally {
    button?.removeAttribute("disabled");
  }
}

/** A button for an order; none for who may only look. */
export function orderButton(label, title, verb, fields) {
  if (!me.operator) {
    return undefined;
  }
  return el(
    "button",
    {
      "data-key": `${verb} ${JSON.stringify(fields)}`,
      "data-order": verb,
      onclick: (event) => order(title, verb, fields, event.currentTarget),
    },
    label,
  );
}
