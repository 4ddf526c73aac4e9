import { html, type Html } from "../../http/html.ts";
import { isFields } from "../../narrow.ts";
import type { Block, View } from "../model.ts";
import type { World } from "../world.ts";
import { mrkdwn } from "./mrkdwn.ts";

type Value = Readonly<Record<string, unknown>>;

/** What a click on an element sends besides the element. */
export interface ClickTarget {
  /** Where to: the message's or the view's. */
  readonly path: string;
  /** Who clicks. */
  readonly as: string;
  /** What was filled in before, and what is wrong with it. */
  readonly refused?: View["refused"];
}

/** Draws blocks as Slack does: their buttons and menus can be clicked on. */
export const drawBlocks = (world: World, blocks: readonly Block[], target: ClickTarget): readonly Html[] =>
  blocks.map((block) => drawBlock(world, block, target));

function drawBlock(world: World, block: Block, target: ClickTarget): Html {
  switch (block.type) {
    case "header":
      return html`<h3>${text(world, block["text"])}</h3>`;
    case "divider":
      return html`<hr />`;
    case "context":
      return html`<div class="context">
        ${list(block["elements"]).map((element) => html`<span>${text(world, element)}</span> `)}
      </div>`;
    case "actions":
      return html`<div class="actions">
        ${list(block["elements"]).map((element) => drawElement(world, element, target))}
      </div>`;
    case "section":
      return html`<div class="section">
        <div>
          ${block["text"] === undefined ? "" : text(world, block["text"])}
          <div class="fields">
            ${list(block["fields"]).map((field) => html`<div>${text(world, field)}</div>`)}
          </div>
        </div>
        ${isFields(block["accessory"]) ? drawElement(world, block["accessory"], target) : ""}
      </div>`;
    case "image":
      return html`<p class="context">${String(block["alt_text"])}</p>`;
    case "input":
      return drawInput(world, block, target);
    default:
      return html`<p class="context">A block of the type ${block.type}</p>`;
  }
}

function drawElement(world: World, element: Value, { path, as }: ClickTarget): Html {
  if (element["action_id"] === undefined)
    return html`<span class="context">${String(element["alt_text"])}</span>`;
  const hidden = html`<input type="hidden" name="as" value="${as}" /><input
      type="hidden"
      name="action"
      value="${idOf(element)}"
    />`;
  if (element["type"] === "button") {
    const style =
      element["style"] === "primary" || element["style"] === "danger" ? element["style"] : "plain";
    const value =
      typeof element["value"] === "string"
        ? html`<input type="hidden" name="value" value="${element["value"]}" />`
        : "";
    return html`<form method="post" action="${path}">
      ${hidden}${value}<button class="${style}">${text(world, element["text"])}</button>
    </form>`;
  }
  return html`<form method="post" action="${path}">
    ${hidden}
    <select name="value" aria-label="${idOf(element)}">
      ${options(world, element)}
    </select>
    <button class="plain">Choose</button>
  </form>`;
}

function drawInput(world: World, block: Block, { refused }: ClickTarget): Html {
  const element = isFields(block["element"]) ? block["element"] : {};
  const id = String(block.block_id);
  const preset = typeof element["initial_value"] === "string" ? element["initial_value"] : "";
  const initial = refused?.values[id] ?? preset;
  const error = refused?.errors[id];
  const example = isFields(element["placeholder"]) ? element["placeholder"]["text"] : undefined;
  const placeholder = typeof example === "string" ? example : "";
  const optional = block["optional"] === true ? html`<span class="context">(optional)</span>` : "";
  const field =
    element["type"] === "plain_text_input"
      ? html`<input name="${id}" value="${initial}" placeholder="${placeholder}" />`
      : html`<select name="${id}">
          ${options(world, element, refused?.values[id])}
        </select>`;
  const wrong = error === undefined ? "" : html`<span class="notice" role="alert">${error}</span>`;
  const hint =
    block["hint"] === undefined ? "" : html`<span class="context">${text(world, block["hint"])}</span>`;
  return html`<label>${text(world, block["label"])} ${optional} ${field} ${wrong} ${hint}</label>`;
}

function options(world: World, element: Value, chosen?: string): readonly Html[] {
  const preset = isFields(element["initial_option"]) ? element["initial_option"]["value"] : undefined;
  const initial = chosen ?? preset;
  return list(element["options"]).map((option) => {
    const value = String(option["value"]);
    return value === initial
      ? html`<option value="${value}" selected>${text(world, option["text"])}</option>`
      : html`<option value="${value}">${text(world, option["text"])}</option>`;
  });
}

function text(world: World, value: unknown): Html {
  if (!isFields(value)) return html``;
  const { text: words = value["alt_text"] } = value;
  const content = typeof words === "string" ? words : "";
  return value["type"] === "mrkdwn" ? mrkdwn(world, content) : html`${content}`;
}

const idOf = ({ action_id: id }: Value): string => (typeof id === "string" ? id : "");

const list = (value: unknown): readonly Value[] => (Array.isArray(value) ? value.filter(isFields) : []);
