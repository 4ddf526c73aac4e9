import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync, type Module } from "@swc/core";

/** The folders whose awaits may act outside the process. */
export const FOLDERS = [
  "lib/store",
  "apps/deploy-server/dispatches",
  "apps/deploy-server/engines",
  "apps/deploy-server/github",
  "apps/deploy-server/messages",
  "apps/deploy-server/people",
  "apps/deploy-server/requests",
  "apps/deploy-server/slack",
  "apps/deploy-server/syncs",
  "apps/deploy-server/targets",
  "apps/deploy-server/webhooks",
  "apps/deploy-server/worker",
] as const;

/** A step of the server, before or after which chaos may end the process. */
export interface KillPoint {
  /** `inbox.insert` */
  readonly name: string;
  readonly file: string;
}

/** The code found where a step should be. */
export interface KillPointProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What was found in the source. */
export interface KillPoints {
  readonly points: readonly KillPoint[];
  readonly problems: readonly KillPointProblem[];
}

/** All steps of the server, from its source, and each await outside a step. */
export function killPoints(folders: readonly string[] = FOLDERS): KillPoints {
  const files = folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`))
    .filter((file) => !/(?:\.test|-testing)\.ts$|\/(?:testing|generated)\//.test(file))
    .toSorted();
  const found = files.map((file) => killPointsIn(readFileSync(file, "utf8"), file, folders));
  const points = found.flatMap((one) => one.points);
  const repeated = points.filter(
    ({ name }, index) => points.findIndex((other) => other.name === name) !== index,
  );
  return {
    points,
    problems: [
      ...found.flatMap((one) => one.problems),
      ...repeated.map(({ name, file }) => ({ file, line: 0, message: `a second step is called ${name}` })),
    ],
  };
}

/** @param file the text's path, from the repository's root */
export function killPointsIn(text: string, file: string, folders: readonly string[] = FOLDERS): KillPoints {
  const module = parseSync(text, { syntax: "typescript", target: "es2024" });
  const scan = new Scan({ text, file, module, folders });
  scan.visit(module.body);
  return { points: scan.points, problems: scan.problems };
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly module: Module;
  readonly folders: readonly string[];
}

/** A node of swc's tree, with only the parts used here. */
interface Node {
  readonly type: string;
  readonly span: { readonly start: number };
  readonly [part: string]: unknown;
}

class Scan {
  readonly points: KillPoint[] = [];
  readonly problems: KillPointProblem[] = [];
  readonly #source: Source;
  readonly #ours: ReadonlySet<string>;

  constructor(source: Source) {
    this.#source = source;
    this.#ours = new Set([...declaredIn(source.module.body), ...importedFrom(source)]);
  }

  visit(part: unknown): void {
    if (Array.isArray(part)) for (const item of part) this.visit(item);
    if (!isNode(part)) {
      if (typeof part === "object" && part !== null && !Array.isArray(part)) this.visit(Object.values(part));
      return;
    }
    if (part.type === "AwaitExpression") this.#judge(part, part["argument"]);
    if (part.type === "ForOfStatement" && part["await"] === true)
      this.#refuse(part, "a loop awaits each item");
    if (calleeOf(part) === "step") this.#note(part);
    this.visit(Object.values(part));
  }

  #judge(at: Node, argument: unknown): void {
    const name = calleeOf(argument);
    if (name === "step" || (name !== undefined && this.#ours.has(name))) return;
    // A promise created elsewhere: what creates it is in its own step.
    if (isNode(argument) && argument.type === "Identifier") return;
    this.#refuse(at, `await ${this.#excerpt(argument)} stands in no step`);
  }

  #note(call: Node): void {
    const [name, act] = argumentsOf(call);
    if (!isNode(name) || name.type !== "StringLiteral" || typeof name["value"] !== "string") {
      this.#refuse(call, "the name of a step must be a literal");
      return;
    }
    this.points.push({ name: name["value"], file: this.#source.file });
    if (!isNode(act) || act.type !== "ArrowFunctionExpression")
      this.#refuse(call, "a step must be given as an arrow function");
  }

  #refuse(at: Node, message: string): void {
    const before = this.#source.text.slice(0, this.#offset(at));
    this.problems.push({ file: this.#source.file, line: before.split("\n").length, message });
  }

  #excerpt(part: unknown): string {
    if (!isNode(part)) return "something";
    return this.#source.text.slice(this.#offset(part)).split(/[\n(]/)[0] ?? "";
  }

  /** swc counts bytes, and continues from the previous file. */
  #offset({ span }: Node): number {
    const bytes = Buffer.from(this.#source.text);
    const first = this.#source.module.span.start;
    const lead = this.#source.text.search(/\S/);
    return bytes.subarray(0, span.start - first + Math.max(0, lead)).toString().length;
  }
}

function isNode(part: unknown): part is Node {
  return (
    typeof part === "object" &&
    part !== null &&
    "type" in part &&
    typeof part.type === "string" &&
    "span" in part
  );
}

function calleeOf(part: unknown): string | undefined {
  if (!isNode(part) || part.type !== "CallExpression" || !isNode(part["callee"])) return undefined;
  const { type, value } = part["callee"];
  return type === "Identifier" && typeof value === "string" ? value : undefined;
}

function argumentsOf(call: Node): readonly unknown[] {
  const list = call["arguments"];
  return Array.isArray(list) ? list.map((item: { readonly expression?: unknown }) => item.expression) : [];
}

/** Functions of the file itself: their own awaits are checked, too. */
function declaredIn(body: readonly unknown[]): readonly string[] {
  const names: string[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if (isNode(part) && part.type === "FunctionDeclaration") names.push(nameOf(part["identifier"]));
    if (isNode(part) && part.type === "VariableDeclarator" && isFunction(part["init"]))
      names.push(nameOf(part["id"]));
    for (const value of Object.values(part)) visit(value);
  };
  visit(body);
  return names;
}

function isFunction(part: unknown): boolean {
  return isNode(part) && /^(?:Arrow)?FunctionExpression$/.test(part.type);
}

function nameOf(part: unknown): string {
  return isNode(part) && typeof part["value"] === "string" ? part["value"] : "";
}

/** What comes from files that are checked as well. */
function importedFrom({ module, file, folders }: Source): readonly string[] {
  return module.body.flatMap((item) => {
    if (item.type !== "ImportDeclaration" || !item.source.value.startsWith(".")) return [];
    const path = relative(resolve("."), resolve(join(dirname(file), item.source.value)));
    if (!folders.some((folder) => path.startsWith(`${folder}/`))) return [];
    return item.specifiers.map(({ local }) => local.value).filter((name) => name !== "step");
  });
}
