import { isDeepStrictEqual } from "node:util";
import { StatusError, type Cause } from "./errors.ts";
import { fieldText, isJson, leavesOf, pathOf, withValue, type Json } from "./fields.ts";

/** Who owns fields of an object, and how they came to. */
interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly fields: Set<string>;
  /** Of its last change. */
  readonly time: string;
}

/** An object as it is stored. */
interface Stored {
  readonly json: Json;
  readonly owners: readonly Owner[];
}

/** How a write is made. */
export interface WriteOptions {
  readonly manager: string;
  readonly isForced?: boolean;
  readonly isDryRun?: boolean;
}

/** A change of an object, as watches tell it. */
export interface ObjectEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly key: string;
  readonly object: Json;
}

/** Objects by their kind's path and name, with who owns which field. */
export class ObjectStore {
  readonly #objects = new Map<string, Stored>();
  readonly #now: () => string;
  readonly #tell: (event: ObjectEvent) => void;
  #version = 1;

  constructor(now: () => string, tell: (event: ObjectEvent) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  get(key: string): Json | undefined {
    const stored = this.#objects.get(key);
    return stored && shown(stored);
  }

  /** @param prefix of keys */
  list(prefix: string): readonly Json[] {
    return [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, stored]) => shown(stored));
  }

  /** Server-side apply. @throws StatusError with the conflicts */
  apply(key: string, object: Json, { manager, isForced = false, isDryRun = false }: WriteOptions): Json {
    const before = this.#objects.get(key) ?? { json: object, owners: [] };
    const isNew = !this.#objects.has(key);
    const wanted = leavesOf(object);
    const live = leavesOf(before.json);
    const others = before.owners.filter((one) => !(one.manager === manager && one.operation === "Apply"));
    const own = before.owners.find((one) => !others.includes(one))?.fields ?? new Set<string>();
    const causes = isNew ? [] : conflicts(others, wanted, live);
    if (causes.length > 0 && !isForced) {
      throw new StatusError(
        409,
        "Conflict",
        `Apply failed with ${causes.length} conflicts: ${causes.map(({ message, field }) => `${message}: ${field}`).join("\n")}`,
        causes,
      );
    }
    let json = isNew ? object : before.json;
    const kept = others.map((one) => ({
      ...one,
      fields: new Set([...one.fields].filter((field) => !isTaken(field, wanted, live))),
    }));
    for (const field of own) {
      if (!wanted.has(field) && !kept.some(({ fields }) => fields.has(field))) {
        json = withValue(json, pathOf(field), undefined);
      }
    }
    for (const [field, value] of wanted) json = withValue(json, pathOf(field), value);
    const owners: readonly Owner[] = [
      ...kept,
      { manager, operation: "Apply", fields: new Set(wanted.keys()), time: this.#now() },
    ];
    return this.#save(key, { json, owners }, isDryRun);
  }

  /** Any other write: whoever changes a value owns it alone from then on. */
  update(key: string, next: Json, { manager, isDryRun = false }: WriteOptions): Json {
    const before = this.#objects.get(key);
    const live = before === undefined ? new Map<string, unknown>() : leavesOf(before.json);
    const after = leavesOf(next);
    const changed = [...after].filter(([field, value]) => !isDeepStrictEqual(live.get(field), value));
    const taken = new Set(changed.map(([field]) => field));
    const others = (before?.owners ?? []).map((one) => ({
      ...one,
      fields: new Set([...one.fields].filter((field) => after.has(field) && !taken.has(field))),
    }));
    const own = others.find((one) => one.manager === manager && one.operation === "Update");
    const fields = new Set([...(own?.fields ?? []), ...taken]);
    const owners: readonly Owner[] = [
      ...others.filter((one) => one !== own),
      {
        manager,
        operation: "Update",
        fields,
        time: taken.size > 0 ? this.#now() : (own?.time ?? this.#now()),
      },
    ];
    return this.#save(key, { json: next, owners }, isDryRun);
  }

  remove(key: string): void {
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    this.#tell({ type: "DELETED", key, object: shown(before) });
  }

  #save(key: string, { json, owners }: Stored, isDryRun: boolean): Json {
    const before = this.#objects.get(key)?.json;
    if (before !== undefined && isDeepStrictEqual(plain(before), plain(json))) {
      const stored = { json: before, owners };
      if (!isDryRun) this.#objects.set(key, stored);
      return shown(stored);
    }
    const known = isJson(before?.["metadata"]) ? before["metadata"] : undefined;
    const isChanged = before === undefined || !isDeepStrictEqual(specOf(before), specOf(json));
    const metadata = {
      ...(isJson(json["metadata"]) ? json["metadata"] : {}),
      uid: known?.["uid"] ?? `uid-${this.#version}`,
      creationTimestamp: known?.["creationTimestamp"] ?? this.#now(),
      generation: Number(known?.["generation"] ?? 0) + (isChanged ? 1 : 0),
      resourceVersion: String(this.#version),
    };
    const stored = { json: { ...json, metadata }, owners: owners.filter(({ fields }) => fields.size > 0) };
    if (!isDryRun) {
      this.#version += 1;
      this.#objects.set(key, stored);
      this.#tell({ type: before === undefined ? "ADDED" : "MODIFIED", key, object: shown(stored) });
    }
    return shown(stored);
  }
}

function conflicts(
  others: readonly Owner[],
  wanted: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, unknown>,
): readonly Cause[] {
  return others.flatMap(({ manager, fields }) =>
    [...fields]
      .filter((field) => isTaken(field, wanted, live))
      .map((field) => ({
        reason: "FieldManagerConflict",
        message: `conflict with "${manager}" using v1`,
        field: fieldText(field),
      })),
  );
}

function isTaken(
  field: string,
  wanted: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, unknown>,
): boolean {
  return wanted.has(field) && !isDeepStrictEqual(wanted.get(field), live.get(field));
}

function shown({ json, owners }: Stored): Json {
  const managedFields = owners.map(({ manager, operation, fields, time }) => ({
    manager,
    operation,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: nested([...fields].map(pathOf)),
  }));
  const metadata = isJson(json["metadata"]) ? json["metadata"] : {};
  return { ...json, metadata: { ...metadata, managedFields } };
}

/** `spec.suspend` as `{"f:spec": {"f:suspend": {}}}`. */
function nested(paths: readonly (readonly string[])[]): Json {
  return paths.reduce<Json>(
    (fields, path) =>
      withValue(
        fields,
        path.map((name) => `f:${name}`),
        {},
      ),
    {},
  );
}

/** What a change of makes a new version. */
function plain(json: Json): Json {
  const { uid, creationTimestamp, generation, resourceVersion, managedFields, ...metadata } = isJson(
    json["metadata"],
  )
    ? json["metadata"]
    : {};
  void [uid, creationTimestamp, generation, resourceVersion, managedFields];
  return { ...json, metadata };
}

/** What a change of makes a new generation. */
function specOf(json: Json): Json {
  const { metadata, status, ...spec } = json;
  void [metadata, status];
  return spec;
}
