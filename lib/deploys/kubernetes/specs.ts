import {
  isNode,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type Scalar,
} from "yaml";
import { InvalidDocument, type Problem } from "../../releases/documents/problem.ts";
import { at, textAt } from "../narrow.ts";
import { twofoldKeys } from "../yaml-keys.ts";
import { readApiObject, refKey, refOf, refText, type ApiObject } from "./api-object.ts";
import { CONFIG_KIND, GROUP } from "./deploy-config.ts";

/** Of all files together: anybody who may push to a repository with a config can make the server read them. */
const MOST_CHARACTERS = 1024 * 1024;
const MOST_ALIASES = 100;

/** Notes a problem, at a place in the file. */
type Tell = (message: string, node: unknown) => void;

/**
 * Reads the manifests of a config: YAML, any number of documents a file.
 * @param files their texts by path, in the order in which they are applied
 * @param namespace the only one that they may name
 * @throws InvalidDocument for the first file that cannot be used, with all its problems
 */
export function parseSpecs(files: ReadonlyMap<string, string>, namespace: string): readonly ApiObject[] {
  const seen = new Map<string, string>();
  let characters = 0;
  return [...files].flatMap(([path, text]) => {
    characters += text.length;
    if (characters > MOST_CHARACTERS) {
      const message = `the specs have ${characters} characters with this file, and at most ${MOST_CHARACTERS} are applied: name fewer`;
      throw new InvalidDocument(path, [{ path: "", message }]);
    }
    const lines = new LineCounter();
    const problems: Problem[] = [];
    const tellAt = (message: string, offset: number): void => {
      const { line, col } = lines.linePos(offset);
      problems.push({ path: "", message, position: { line, column: col } });
    };
    const tell: Tell = (message, node) => tellAt(message, isNode(node) ? (node.range?.[0] ?? 0) : 0);
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false };
    const objects = parseAllDocuments(text, options).flatMap((document) => {
      for (const { message, pos } of document.errors)
        tellAt(`not YAML: ${message.replaceAll(/\s+/g, " ")}`, pos[0]);
      if (document.errors.length > 0 || isMisleading(document, tell)) return [];
      const object = readObject(document, tell);
      if (object === undefined) return [];
      const fault = faultOf(object, namespace);
      if (fault !== undefined) tell(fault.message, nodeAt(document, fault.path));
      const key = refKey(refOf(object));
      const earlier = seen.get(key);
      if (earlier !== undefined)
        tell(`${refText(refOf(object))} stands in ${earlier} already: keep one`, document.contents);
      seen.set(key, path);
      return [object];
    });
    if (problems.length > 0) throw new InvalidDocument(path, problems);
    return objects;
  });
}

/** Whether a document is not what it seems; says so. */
function isMisleading(document: Document, tell: Tell): boolean {
  const aliases = faultOfAliases(document);
  if (aliases !== undefined) {
    tell(aliases.message, aliases.node);
    return true;
  }
  for (const key of twofoldKeys(document)) tell("this key stands here twice: keep one", key);
  const twofold = twofoldScalar(document);
  if (twofold !== undefined) {
    const message = `${String(twofold.source)} means something else in YAML 1.1, which kubectl and others read: put it in quotes, or write it out`;
    tell(message, twofold);
  }
  return false;
}

/** @returns undefined for a comment alone, which may stand between two separators, and for what is no object, told */
function readObject(document: Document, tell: Tell): ApiObject | undefined {
  const data: unknown = document.toJS();
  if (data === null || data === undefined) return undefined;
  const object = readApiObject(data);
  if (object === undefined) {
    tell("this is no object of Kubernetes: it needs apiVersion, kind and metadata.name", document.contents);
  }
  return object;
}

/** What makes a document's aliases lead nowhere, or to more than anybody wrote. */
function faultOfAliases(document: Document): { readonly message: string; readonly node: Node } | undefined {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, node) => void aliases.push(node) });
  const [first] = aliases;
  if (first === undefined) return undefined;
  if (aliases.length > MOST_ALIASES) {
    return {
      message: `there are ${aliases.length} aliases, and at most ${MOST_ALIASES} are read: write values out`,
      node: first,
    };
  }
  const lost = aliases.find((alias) => alias.resolve(document) === undefined);
  if (lost !== undefined)
    return { message: `*${lost.source} refers to no anchor that stands before it`, node: lost };
  try {
    JSON.stringify(document.toJS());
    return undefined;
  } catch {
    return { message: "its aliases make it endless, or many times its size: write values out", node: first };
  }
}

/** The first value that readers of YAML 1.1 and of 1.2 take for two things, such as `on`, `0o14` or `1_000`. */
function twofoldScalar(document: Document): Scalar | undefined {
  const text = String(document);
  const other = scalarsOf(parseDocument(text, { version: "1.1", uniqueKeys: false }));
  const own = scalarsOf(parseDocument(text, { version: "1.2", uniqueKeys: false }));
  const at = own.findIndex(({ value }, index) => value !== other[index]?.value);
  return at === -1 ? undefined : scalarsOf(document)[at];
}

function scalarsOf(document: Document): readonly Scalar[] {
  const scalars: Scalar[] = [];
  visit(document, { Scalar: (_key, node) => void scalars.push(node) });
  return scalars;
}

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** What an object may not be, although it would be one. */
function faultOf(object: ApiObject, namespace: string): Fault | undefined {
  const { kind, apiVersion, metadata } = object;
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    return {
      path: ["metadata", "namespace"],
      message: `${refText(refOf(object))} is for the namespace ${metadata.namespace}, and this target's is ${namespace}: leave metadata.namespace out`,
    };
  }
  if (at(object, "metadata", "generateName") !== undefined) {
    return {
      path: ["metadata", "generateName"],
      message: `${refText(refOf(object))} has metadata.generateName, so that it would be another one each time: give it a name alone`,
    };
  }
  if (kind === CONFIG_KIND && apiVersion.startsWith(`${GROUP}/`)) {
    return { path: ["kind"], message: `${CONFIG_KIND} objects are the server's own: leave this one out` };
  }
  if (kind.endsWith("List") && Array.isArray(at(object, "items"))) {
    return { path: ["kind"], message: `${kind} holds other objects: write each as a document of its own` };
  }
  if (textAt(object, "metadata", "resourceVersion") !== undefined) {
    return {
      path: ["metadata", "resourceVersion"],
      message: `${refText(refOf(object))} was copied from a cluster: leave metadata.resourceVersion, uid and status out`,
    };
  }
  return undefined;
}

function nodeAt(document: Document, path: readonly string[]): unknown {
  return document.getIn(path, true) ?? document.contents;
}
