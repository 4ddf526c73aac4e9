import { isFields } from "../narrow.ts";
import { BLOCKS, ELEMENTS, IN_ACTIONS, IN_INPUT, MAX_OPTIONS, type Shape } from "./block-shapes.ts";
import { invalid, SlackError } from "./errors.ts";
import type { Block } from "./model.ts";

/** Where blocks are, which decides what they may contain. */
type Surface = "message" | "modal";

type Value = Readonly<Record<string, unknown>>;

const MAX_BLOCKS = { message: 50, modal: 100 } as const;
/** All text of a message's blocks together. */
const MAX_CHARACTERS = 13_200;

/**
 * Checks blocks against Slack's published limits.
 * @returns the blocks, each with an id
 * @throws SlackError `invalid_blocks` that says where, `msg_blocks_too_long` for too much text
 */
export function checkBlocks(value: unknown, surface: Surface): readonly Block[] {
  const check = new Check();
  if (!Array.isArray(value)) throw invalid("invalid_blocks", ["must be an array [json-pointer:/blocks]"]);
  const max = MAX_BLOCKS[surface];
  if (value.length > max)
    throw invalid("invalid_blocks", [`no more than ${max} items allowed [json-pointer:/blocks]`]);
  for (const [at, block] of value.entries()) check.block(block, `/blocks/${at}`, surface);
  const ids = value.map((block: Value) => block["block_id"]).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) check.complain("block_ids must be unique", "/blocks");
  if (check.complaints.length > 0) throw invalid("invalid_blocks", check.complaints);
  if (surface === "message" && textLength(value) > MAX_CHARACTERS)
    throw new SlackError("msg_blocks_too_long");
  return value.map((block: Block, at) => ({
    block_id: `b${at}${Math.random().toString(36).slice(2, 5)}`,
    ...block,
  }));
}

/** All complaints about the blocks, each with a pointer to its place. */
class Check {
  readonly complaints: string[] = [];

  complain(what: string, pointer: string): void {
    this.complaints.push(`${what} [json-pointer:${pointer}]`);
  }

  block(value: unknown, pointer: string, surface: Surface): void {
    if (!isFields(value)) return this.complain("must be an object", pointer);
    const type = String(value["type"]);
    const shape = BLOCKS[type];
    if (shape === undefined) return this.complain(`unsupported type: ${type}`, `${pointer}/type`);
    this.#shape(value, shape, pointer, ["type", "block_id"]);
    this.#length(value["block_id"], 255, `${pointer}/block_id`);
    if (type === "section") this.#section(value, pointer);
    if (type === "context")
      this.#elements(value["elements"], pointer, { max: 10, allowed: new Set(["image"]), texts: true });
    if (type === "actions")
      this.#elements(value["elements"], pointer, { max: 25, allowed: IN_ACTIONS, texts: false });
    if (type === "input") this.#element(value["element"], `${pointer}/element`, IN_INPUT);
    if (type === "input" && surface === "message" && value["dispatch_action"] === undefined)
      this.complain("sandbox does not know inputs in messages", `${pointer}/type`);
  }

  #section(value: Value, pointer: string): void {
    const { text, fields, accessory } = value;
    if (text === undefined && fields === undefined) this.complain("missing required field: text", pointer);
    if (fields !== undefined) {
      const list = Array.isArray(fields) ? fields : [];
      if (list.length < 1 || list.length > 10)
        this.complain("must have between 1 and 10 items", `${pointer}/fields`);
      for (const [at, field] of list.entries()) this.#text(field, `${pointer}/fields/${at}`, { max: 2000 });
    }
    if (accessory !== undefined)
      this.#element(accessory, `${pointer}/accessory`, new Set([...IN_ACTIONS, "image"]));
  }

  #elements(
    value: unknown,
    pointer: string,
    {
      max,
      allowed,
      texts,
    }: { readonly max: number; readonly allowed: ReadonlySet<string>; readonly texts: boolean },
  ): void {
    const list = Array.isArray(value) ? value : [];
    if (list.length < 1) this.complain("must provide at least 1 item", `${pointer}/elements`);
    if (list.length > max) this.complain(`no more than ${max} items allowed`, `${pointer}/elements`);
    for (const [at, element] of list.entries()) {
      const place = `${pointer}/elements/${at}`;
      if (texts && isFields(element) && ["mrkdwn", "plain_text"].includes(String(element["type"])))
        this.#text(element, place, { max: 2000 });
      else this.#element(element, place, allowed);
    }
    const ids = list
      .filter(isFields)
      .map((element) => element["action_id"])
      .filter((id) => id !== undefined);
    if (new Set(ids).size < ids.length)
      this.complain("action_ids must be unique within a block", `${pointer}/elements`);
  }

  #element(value: unknown, pointer: string, allowed: ReadonlySet<string>): void {
    if (!isFields(value)) return this.complain("must be an object", pointer);
    const type = String(value["type"]);
    const shape = allowed.has(type) ? ELEMENTS[type] : undefined;
    if (shape === undefined) return this.complain(`unsupported type: ${type}`, `${pointer}/type`);
    this.#shape(value, shape, pointer, ["type"]);
    this.#length(value["action_id"], 255, `${pointer}/action_id`);
    const { style, options, confirm } = value;
    if (style !== undefined && style !== "primary" && style !== "danger")
      this.complain("must be one of: primary, danger", `${pointer}/style`);
    if (options !== undefined) this.#options(options, `${pointer}/options`, MAX_OPTIONS[type] ?? 100);
    if (confirm !== undefined) this.#confirm(confirm, `${pointer}/confirm`);
  }

  #options(value: unknown, pointer: string, max: number): void {
    const list = Array.isArray(value) ? value : [];
    if (list.length < 1 || list.length > max) this.complain(`must have between 1 and ${max} items`, pointer);
    for (const [at, option] of list.entries()) {
      const place = `${pointer}/${at}`;
      const shape: Shape = {
        required: ["text", "value"],
        optional: ["description"],
        lengths: { value: 150 },
        texts: { text: { max: 75 }, description: { max: 75 } },
      };
      if (isFields(option)) this.#shape(option, shape, place, []);
      else this.complain("must be an object", place);
    }
  }

  #confirm(value: unknown, pointer: string): void {
    const shape: Shape = {
      required: ["title", "text", "confirm", "deny"],
      optional: ["style"],
      texts: {
        title: { max: 100, plain: true },
        text: { max: 300 },
        confirm: { max: 30, plain: true },
        deny: { max: 30, plain: true },
      },
    };
    if (isFields(value)) this.#shape(value, shape, pointer, []);
    else this.complain("must be an object", pointer);
  }

  #shape(
    value: Value,
    { required, optional, lengths = {}, texts = {} }: Shape,
    pointer: string,
    always: readonly string[],
  ): void {
    for (const field of required)
      if (value[field] === undefined) this.complain(`missing required field: ${field}`, pointer);
    const known = new Set([...required, ...optional, ...always]);
    for (const field of Object.keys(value))
      if (!known.has(field)) this.complain(`invalid additional property: ${field}`, pointer);
    for (const [field, max] of Object.entries(lengths))
      this.#length(value[field], max, `${pointer}/${field}`);
    for (const [field, limits] of Object.entries(texts))
      if (value[field] !== undefined) this.#text(value[field], `${pointer}/${field}`, limits);
  }

  #text(
    value: unknown,
    pointer: string,
    { max, plain }: { readonly max: number; readonly plain?: true },
  ): void {
    if (!isFields(value)) return this.complain("must be an object", pointer);
    const { type, text } = value;
    const isKind = type === "plain_text" || (type === "mrkdwn" && plain === undefined);
    if (!isKind) this.complain(`unsupported type: ${String(type)}`, `${pointer}/type`);
    const allowed = type === "mrkdwn" ? ["type", "text", "verbatim"] : ["type", "text", "emoji"];
    for (const field of Object.keys(value))
      if (!allowed.includes(field)) this.complain(`invalid additional property: ${field}`, pointer);
    if (typeof text !== "string" || text === "")
      this.complain("must be more than 0 characters", `${pointer}/text`);
    else this.#length(text, max, `${pointer}/text`);
  }

  #length(value: unknown, max: number, pointer: string): void {
    if (value === undefined) return;
    if (typeof value !== "string") this.complain("must be a string", pointer);
    else if (value.length > max) this.complain(`must be less than ${max + 1} characters`, pointer);
  }
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + textLength(entry), 0);
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === "text" && typeof inner === "string" ? inner.length : textLength(inner)),
    0,
  );
}

/** The interactive elements of blocks, with the blocks that they are in. */
export function elementsOf(blocks: readonly Block[]): { readonly block: Block; readonly element: Value }[] {
  return blocks.flatMap((block) =>
    [block["elements"], block["accessory"], block["element"]]
      .flat()
      .filter(isFields)
      .filter((element) => element["action_id"] !== undefined)
      .map((element) => ({ block, element })),
  );
}
