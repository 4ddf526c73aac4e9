import {
  isNode,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from "yaml";
import { InvalidDocument, type Problem } from "../../releases/documents/problem.ts";
import { at, textAt } from "../narrow.ts";
import { readApiObject, refKey, refOf, refText, type ApiObject } from "./api-object.ts";
import { CONFIG_KIND, GROUP } from "./deploy-config.ts";

/**
 * Reads the manifests of a config: YAML, any number of documents a file.
 * @param files their texts by path, in the order in which they are applied
 * @param namespace the only one that they may name
 * @throws InvalidDocument for the first file that cannot be used, with all its problems
 */
export function parseSpecs(files: ReadonlyMap<string, string>, namespace: string): readonly ApiObject[] {
  const seen = new Map<string, string>();
  return [...files].flatMap(([path, text]) => {
    const lines = new LineCounter();
    const problems: Problem[] = [];
    const objects = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false }).flatMap(
      (document) => {
        const tell = (message: string, node: unknown = document.contents): void => {
          const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
          const { line, col } = lines.linePos(offset);
          problems.push({ path: "", message, position: { line, column: col } });
        };
        for (const { message, pos } of document.errors) {
          const { line, col } = lines.linePos(pos[0]);
          problems.push({
            path: "",
            message: `not YAML: ${message.replaceAll(/\s+/g, " ")}`,
            position: { line, column: col },
          });
        }
        if (document.errors.length > 0) return [];
        const twofold = twofoldScalar(document);
        if (twofold !== undefined) {
          const message = `${String(twofold.source)} means something else in YAML 1.1, which kubectl and others read: put it in quotes, or write it out`;
          tell(message, twofold);
        }
        const data: unknown = document.toJS();
        // What is between two separators may be a comment alone.
        if (data === null || data === undefined) return [];
        const object = readApiObject(data);
        if (object === undefined) {
          tell("this is no object of Kubernetes: it needs apiVersion, kind and metadata.name");
          return [];
        }
        const fault = faultOf(object, namespace);
        if (fault !== undefined) tell(fault.message, nodeAt(document, fault.path));
        const key = refKey(refOf(object));
        const earlier = seen.get(key);
        if (earlier !== undefined) tell(`${refText(refOf(object))} stands in ${earlier} already: keep one`);
        seen.set(key, path);
        return [object];
      },
    );
    if (problems.length > 0) throw new InvalidDocument(path, problems);
    return objects;
  });
}

/** The first value that readers of YAML 1.1 and of 1.2 take for two things, such as `on`, `0o14` or `1_000`. */
function twofoldScalar(document: Document): Scalar | undefined {
  const other = scalarsOf(parseDocument(String(document), { version: "1.1" }));
  const own = scalarsOf(parseDocument(String(document), { version: "1.2" }));
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
