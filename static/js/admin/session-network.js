/** What the header and the bar of buttons say of a connection that is lost, and when it is back. */
import { root } from "./session-dialogs.js";

const { lost, lostKept, keptHere, keptOnPage, online, onlineSaved } = root.dataset;
const indicator = document.querySelector("#w-autosave-indicator");
const place = indicator?.querySelector(
  ".w-autosave-indicator__state--paused .w-autosave-indicator__text",
);
const usual = place?.textContent;

/** The whole sentence: what is lost, and where what was written is kept meanwhile. */
export function describeLoss(isKept) {
  return `${lost} ${isKept ? keptHere : keptOnPage}`;
}

/** Say in the header that there is no connection, also before anything was to be saved. */
export function tellLost(isKept) {
  if (!place) return;
  place.textContent = isKept ? lostKept : lost;
  indicator.dataset.wAutosaveStateValue = "paused";
  indicator.dataset.wTooltipContentValue = describeLoss(isKept);
}

/** Take it back, and say once that the connection is back, and whether all is saved by now. */
export function tellBack(isSaved) {
  if (place) {
    place.textContent = usual;
    if (!isSaved) indicator.dataset.wAutosaveStateValue = "idle";
    indicator.dataset.wTooltipContentValue = "";
  }
  const detail = { clear: true, text: isSaved ? onlineSaved : online, type: "success" };
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
}
