/** Helpers that create the page's elements. Text is always inserted as text. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ class?: string, text?: string, attributes?: Record<string, string> }} [options]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, options = {}, children = []) {
  const element = document.createElement(tag);
  if (options.class !== undefined) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {"pin" | "lock" | "behind" | "differs"} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} ${id}.`);
  return element;
}

const GITHUB = document.querySelector('meta[name="github-url"]')?.getAttribute("content") ?? "";

/** @param {{ repository: string, sha: string }} source */
export function commitUrl({ repository, sha }) {
  return `${GITHUB}/${repository}/commit/${sha}`;
}

/** @param {{ repository: string, run_id: number, run_attempt: number }} source */
export function runUrl({ repository, run_id: run, run_attempt: attempt }) {
  return `${GITHUB}/${repository}/actions/runs/${run}/attempts/${attempt}`;
}

/** @param {string} href @param {string} text @param {Record<string, string>} [attributes] */
export function link(href, text, attributes = {}) {
  return make("a", { text, attributes: { href, target: "_blank", rel: "noreferrer", ...attributes } });
}
