import { readdirSync, readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { textAt, wordIn } from "../../narrow.ts";
import { OBJECT_TYPES, type GitObject } from "./objects.ts";

/** What the files say; `unknown` if git must be asked. */
export type Found = GitObject | undefined | "unknown";

const NAME = /^([0-9a-f]{40}|refs\/(?!.*\.\.)[\w./-]+)(?:\^\{(commit|tree)\})?$/;
const HEADER = /^(blob|tree|commit|tag) \d+$/;

/**
 * Reads what has its own file (gitrepository-layout(5), gitformat-loose(5)), as does all that the sandbox or a small
 * push writes: starting a `git cat-file` in each of the hundreds of repositories that tests make costs more than all
 * the reads. Anything else is `unknown`: what may be packed, a ref that names another ref, a short oid.
 * @param name `<oid>` or `refs/…`, by itself or as `<name>^{commit}` or `<name>^{tree}`
 */
export function readLoose(gitDir: string, name: string): Found {
  const [, base = "", wanted] = NAME.exec(name) ?? [];
  if (base === "") return "unknown";
  const oid = base.startsWith("refs/") ? refAt(gitDir, base) : base;
  return oid === undefined || oid === "unknown" ? oid : peeled(gitDir, oid, wanted);
}

function refAt(gitDir: string, ref: string): string | undefined {
  const text = contentOf(`${gitDir}/${ref}`)?.toString("latin1");
  if (text !== undefined) return /^([0-9a-f]{40})\n$/.exec(text)?.[1] ?? "unknown";
  return contentOf(`${gitDir}/packed-refs`) === undefined ? undefined : "unknown";
}

/** As git reads `<oid>^{<type>}`: a tag stands for what it names, a commit for its tree. */
function peeled(gitDir: string, oid: string, wanted: string | undefined): Found {
  const object = objectAt(gitDir, oid);
  if (object === undefined || object === "unknown") return object;
  if (wanted === undefined || object.type === wanted) return object;
  const next = /^(object|tree) ([0-9a-f]{40})\n/.exec(object.content.toString("latin1", 0, 48));
  const leads = object.type === "tag" || (object.type === "commit" && wanted === "tree");
  return leads && next?.[2] !== undefined ? peeled(gitDir, next[2], wanted) : undefined;
}

function objectAt(gitDir: string, oid: string): Found {
  const file = contentOf(`${gitDir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
  if (file === undefined) return mayBePacked(gitDir) ? "unknown" : undefined;
  const bytes = inflateSync(file);
  const nul = bytes.indexOf(0);
  const type = wordIn(OBJECT_TYPES, HEADER.exec(bytes.toString("latin1", 0, nul))?.[1]);
  if (type === undefined) return "unknown";
  return { oid, type, content: bytes.subarray(nul + 1) };
}

function mayBePacked(gitDir: string): boolean {
  return unlessMissing(() => readdirSync(`${gitDir}/objects/pack`).length > 0) ?? false;
}

const contentOf = (path: string): Buffer | undefined => unlessMissing(() => readFileSync(path));

function unlessMissing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    const missing = ["ENOENT", "ENOTDIR", "EISDIR"];
    if (missing.includes(textAt(error, "code") ?? "")) return undefined;
    throw error;
  }
}
