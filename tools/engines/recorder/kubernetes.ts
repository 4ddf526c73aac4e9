import type { KubernetesExchange } from "@release-channels/sandbox";
import { isRecord, textAt } from "../../../lib/deploys/narrow.ts";

/** Where the stand-in's answer intentionally differs from the API server's. */
export interface KnownDifference {
  /** The start of the question's name. */
  readonly question: string;
  /** The start of a field's path, `metadata.managedFields`, or `status` or `type` of the answer. */
  readonly field: string;
  readonly reason: string;
}

/** Anything not listed here fails the scenario, and so does what is listed and differs nowhere. */
export const KNOWN: readonly KnownDifference[] = [
  ...["create no JSON", "apply no YAML", "patch a list"].map((question) => ({
    question,
    field: "body.message",
    reason: "The words of Go's parsers, which nobody reads but people.",
  })),
  ...["body.data", "body.metadata.managedFields"].map((field) => ({
    question: "create once more",
    field,
    reason: "The API server leaves out a map that is empty, and so nobody owns it.",
  })),
  ...["body.message", "body.details.causes.0.message"].map((field) => ({
    question: "config spec misspelt",
    field,
    reason: "It quotes the whole object, with its fields in an order of its own.",
  })),
];

/** How two API servers answered the same requests: status, type, and each value of the bodies. */
export function differencesOf(
  real: readonly KubernetesExchange[],
  standIn: readonly KubernetesExchange[],
  known = KNOWN,
): readonly string[] {
  const [theirs, ours] = [plainOf(real), plainOf(standIn)];
  const found = [...theirs].flatMap(([question, fields]) =>
    fieldDifferences(question, fields, ours.get(question)),
  );
  const isKnown = (one: KnownDifference, { question, field }: Difference): boolean =>
    question.startsWith(one.question) && field.startsWith(one.field);
  return [
    ...found
      .filter((difference) => !known.some((one) => isKnown(one, difference)))
      .map(({ question, field, says }) => `${question}: ${field} ${says}`),
    ...known
      .filter((one) => !found.some((difference) => isKnown(one, difference)))
      .map(({ question, field }) => `${question}: ${field} differs nowhere: take it off the list.`),
  ];
}

interface Difference {
  readonly question: string;
  readonly field: string;
  readonly says: string;
}

type Values = ReadonlyMap<string, string>;

function fieldDifferences(question: string, theirs: Values, ours: Values | undefined): readonly Difference[] {
  if (ours === undefined) return [{ question, field: "it", says: "was not asked of the stand-in" }];
  return [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((field) => theirs.get(field) !== ours.get(field))
    .map((field) => ({
      question,
      field,
      says: `is ${theirs.get(field) ?? "absent"}, and the stand-in's ${ours.get(field) ?? "absent"}`,
    }));
}

/** The answers' values by their paths, without what differs by chance. */
function plainOf(exchanged: readonly KubernetesExchange[]): ReadonlyMap<string, Values> {
  const names = new Names();
  return new Map(
    exchanged.map(({ name, status, type, body }) => [
      name,
      new Map([
        ["status", String(status)],
        ["type", String(type)],
        ...valuesOf(names.plain(sorted(body)), "body"),
      ]),
    ]),
  );
}

/** Ids and versions of objects, in the order in which they are seen. */
class Names {
  readonly #ids = new Map<string, string>();
  readonly #versions = new Map<string, string[]>();

  plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.plain(one));
    if (typeof value === "string") return this.#text(value);
    if (!isRecord(value)) return value;
    const uid = textAt(value, "uid");
    const version = textAt(value, "resourceVersion");
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => {
        if (field === "resourceVersion" && version !== undefined) return [field, this.#version(uid, version)];
        if (field === "uid" && uid !== undefined) return [field, this.#id(uid)];
        return [field, this.plain(inner)];
      }),
    );
  }

  #id(uid: string): string {
    const known = this.#ids.get(uid) ?? `id ${this.#ids.size + 1}`;
    this.#ids.set(uid, known);
    return known;
  }

  /** Of an object; a list's is its server's alone. */
  #version(uid: string | undefined, version: string): string {
    if (uid === undefined) return "version";
    const known = this.#versions.get(uid) ?? [];
    this.#versions.set(uid, known);
    if (!known.includes(version)) known.push(version);
    return `version ${known.indexOf(version) + 1}`;
  }

  #text(value: string): string {
    const text = value
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
      .replaceAll(/too old resource version: \d+ \(\d+\)/g, "too old resource version: 1 (2)")
      .replaceAll(/User "[^"]*"/g, 'User "ACCOUNT"');
    return [...this.#ids].reduce((plain, [uid, id]) => plain.replaceAll(uid, id), text);
  }
}

/** Owners and causes in one order: the API server's depends on the second in which they wrote, and on chance. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      field === "managedFields" && Array.isArray(inner)
        ? Object.fromEntries(inner.map((one: unknown) => [ownerOf(one), one]))
        : field === "causes" && Array.isArray(inner)
          ? inner.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
          : sorted(inner),
    ]),
  );
}

const ownerOf = (entry: unknown): string =>
  ["manager", "operation", "subresource"].map((field) => textAt(entry, field) ?? "").join(" ");

function valuesOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isRecord(value) ? Object.entries(value) : [];
  if (inner.length === 0) return [[path, JSON.stringify(value) ?? "absent"]];
  return inner.flatMap(([key, one]) => valuesOf(one, `${path}.${key}`));
}
