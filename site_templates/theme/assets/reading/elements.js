// Making elements, and saying a thing to the reader. Text stays text: nothing here reads HTML.

/** An element with properties, or attributes where the name has a hyphen. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-")) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

/** A button that acts at once. */
export function button(text, act, properties = {}) {
  const element = make("button", { type: "button", ...properties }, text);
  element.addEventListener("click", act);
  return element;
}

/** `1 paper`, `2 papers`. */
export const count = (number, noun = "paper") =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const LONG = { day: "numeric", month: "long", year: "numeric" };

/** `20 November 2025`, of a day as `2025-11-20`. */
export const longDate = (day) =>
  new Date(day).toLocaleDateString("en-GB", { ...LONG, timeZone: "UTC" });

/** The same of a moment, as the reader's own calendar has it. */
export const localDate = (time) => new Date(time).toLocaleDateString("en-GB", LONG);

/** The date of a paper, or that none is known and when it was listed. */
export const dateOf = (day, listed) =>
  day
    ? make("time", { dateTime: day }, longDate(day))
    : make("span", {}, `no date known${listed ? `, listed ${longDate(listed)}` : ""}`);

const SHOWN = 6000; // milliseconds
const bar = make("p", { className: "reading-notice", role: "status" });
document.body.append(bar);
let timer;

/** Say something below the page, for a while; screen readers say it too. */
export function notice(text) {
  clearTimeout(timer);
  bar.textContent = text;
  timer = setTimeout(() => (bar.textContent = ""), SHOWN);
}

/** Say that a change of the reader's will not last. */
export const noticeUnkept = () =>
  notice(
    "This browser keeps nothing for this site now: the change lasts until you leave the page.",
  );
