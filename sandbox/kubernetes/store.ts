import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { at, listAt } from "../narrow.ts";
import { isJson, type Json } from "./fields.ts";
import { hasGeneration, kindNamed, type Kind } from "./kinds.ts";
import { leavesOf } from "./leaves.ts";
import { isSameOwner, isTaken, managedFieldsOf, refuseConflicts, type Owner } from "./owners.ts";
import { appliedTo, CONTAINERS_TOO, ownersAfter } from "./writes.ts";

/** An object as it is stored. */
export interface Stored {
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
  /** As it was before; undefined for a new one. */
  readonly before: Json | undefined;
  /** Of the whole store. */
  readonly version: number;
}

/** As many changes are kept for those who watch from an older version. */
const KEPT = 1000;
/** What is older was never here. */
const FIRST_VERSION = 100;

/** Objects by their kind's path and name, with who owns which field. */
export class ObjectStore {
  readonly #objects = new Map<string, Stored>();
  readonly #events: ObjectEvent[] = [];
  readonly #now: () => string;
  readonly #tell: (event: ObjectEvent) => void;
  #version = FIRST_VERSION;

  /** @param now ISO 8601 in UTC; the API server knows whole seconds */
  constructor(now: () => string, tell: (event: ObjectEvent) => void) {
    this.#now = () => now().replace(/\.\d+Z$/, "Z");
    this.#tell = tell;
  }

  get version(): number {
    return this.#version;
  }

  /** The changes after a version; undefined where not all of them are known any more. */
  since(version: number): readonly ObjectEvent[] | undefined {
    const oldest =
      this.#events.length < KEPT ? FIRST_VERSION : (this.#events[0]?.version ?? FIRST_VERSION) - 1;
    return version < oldest ? undefined : this.#events.filter((event) => event.version > version);
  }

  get(key: string): Json | undefined {
    const stored = this.#objects.get(key);
    return stored && shown(stored);
  }

  /** In the order of their names. @param prefix of keys */
  list(prefix: string): readonly Json[] {
    return [...this.#objects]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, stored]) => shown(stored));
  }

  /** Server-side apply. @throws StatusError with the conflicts */
  apply(key: string, object: Json, { manager, isForced = false, isDryRun = false }: WriteOptions): Json {
    const kind = kindOf(object);
    const { status: _, ...wantedObject } = object;
    const before = this.#objects.get(key);
    const wanted = leavesOf(kind, wantedObject, { part: "object", isWhole: false });
    const live = leavesOf(kind, before?.json ?? {}, CONTAINERS_TOO);
    const self = { manager, operation: "Apply", subresource: "" } as const;
    const own = before?.owners.find((one) => isSameOwner(one, self));
    const others = before?.owners.filter((one) => one !== own) ?? [];
    if (!isForced && before !== undefined)
      refuseConflicts({ apiVersion: kind.apiVersion, others }, wanted, live);
    const kept = others.map((one) => ({
      ...one,
      fields: new Set([...one.fields].filter((field) => !isTaken(field, wanted, live))),
    }));
    const json = appliedTo(before?.json ?? wantedObject, { wanted, own: own?.fields, kept });
    const isChanged = before === undefined || !isDeepStrictEqual(plain(json), plain(before.json));
    const time = isChanged ? this.#now() : own?.time;
    const owners = [...kept, { ...self, fields: new Set(wanted.keys()), time }];
    return this.#save(key, { json, owners }, isDryRun);
  }

  /** Any other write: whoever changes a value owns it alone from then on. */
  update(key: string, next: Json, { manager, isDryRun = false }: WriteOptions): Json {
    const before = this.#objects.get(key);
    const kind = kindOf(next);
    const owners = (["object", "status"] as const).reduce<readonly Owner[]>(
      (all, part) => ownersAfter(kind, all, { part, manager, now: this.#now(), before: before?.json, next }),
      before?.owners ?? [],
    );
    return this.#save(key, { json: next, owners }, isDryRun);
  }

  /** Deletes an object, or marks it where something has to be done first. @returns the object where it stays */
  remove(key: string, { isDryRun = false }: { readonly isDryRun?: boolean } = {}): Json | undefined {
    const before = this.#objects.get(key);
    if (before === undefined) return undefined;
    if (listAt(before.json, "metadata", "finalizers").length > 0) {
      if (at(before.json, "metadata", "deletionTimestamp") !== undefined) return shown(before);
      const marks = { deletionTimestamp: this.#now(), deletionGracePeriodSeconds: 0 };
      const metadata = { ...metadataOf(before.json), ...marks };
      return this.#save(key, { ...before, json: { ...before.json, metadata } }, isDryRun);
    }
    if (!isDryRun) this.#delete(key, before);
    return undefined;
  }

  #delete(key: string, stored: Stored): void {
    this.#objects.delete(key);
    const object = {
      ...stored.json,
      metadata: { ...metadataOf(stored.json), resourceVersion: this.#next() },
    };
    this.#record({ type: "DELETED", key, object: shown({ ...stored, json: object }), before: shown(stored) });
  }

  #save(key: string, { json, owners: all }: Stored, isDryRun: boolean): Json {
    const before = this.#objects.get(key);
    const owners = all.filter(({ fields }) => fields.size > 0);
    if (before !== undefined && isSame(before, { json, owners })) return shown(before);
    const isLeaving = before !== undefined && hasBeenWaitedFor(before.json, json);
    const isQuiet = isDryRun || isLeaving;
    const metadata = this.#metadata(json, before?.json, isQuiet);
    const stored = { json: { ...json, metadata }, owners };
    if (isQuiet) {
      if (isLeaving && !isDryRun) this.#delete(key, stored);
      return shown(stored);
    }
    this.#objects.set(key, stored);
    const type = before === undefined ? "ADDED" : "MODIFIED";
    this.#record({ type, key, object: shown(stored), before: before && shown(before) });
    return shown(stored);
  }

  #metadata(json: Json, before: Json | undefined, isQuiet: boolean): Json {
    const known = metadataOf(before ?? {});
    const { resourceVersion: _, ...given } = metadataOf(json);
    const isNewSpec = before === undefined || !isDeepStrictEqual(specOf(before), specOf(json));
    const version = isQuiet ? known["resourceVersion"] : this.#next();
    return {
      ...given,
      uid: known["uid"] ?? randomUUID(),
      creationTimestamp: known["creationTimestamp"] ?? this.#now(),
      ...(hasGeneration(kindOf(json)) && {
        generation: Number(known["generation"] ?? 0) + (isNewSpec ? 1 : 0),
      }),
      ...(version !== undefined && { resourceVersion: version }),
    };
  }

  #next(): string {
    this.#version += 1;
    return String(this.#version);
  }

  #record(event: Omit<ObjectEvent, "version">): void {
    const whole = { ...event, version: this.#version };
    this.#events.push(whole);
    if (this.#events.length > KEPT) this.#events.shift();
    this.#tell(whole);
  }
}

function kindOf(object: Json): Kind {
  return kindNamed(String(object["kind"]));
}

function metadataOf(json: Json): Json {
  return isJson(json["metadata"]) ? json["metadata"] : {};
}

function isSame(one: Stored, other: Stored): boolean {
  const ownersOf = ({ owners }: Stored): ReadonlySet<unknown> =>
    new Set(owners.map((owner) => ({ ...owner, time: undefined })));
  return (
    isDeepStrictEqual(plain(one.json), plain(other.json)) && isDeepStrictEqual(ownersOf(one), ownersOf(other))
  );
}

/** Nothing keeps it any more. */
function hasBeenWaitedFor(before: Json, after: Json): boolean {
  return (
    at(before, "metadata", "deletionTimestamp") !== undefined &&
    listAt(before, "metadata", "finalizers").length > 0 &&
    listAt(after, "metadata", "finalizers").length === 0
  );
}

function shown({ json, owners }: Stored): Json {
  const managedFields = managedFieldsOf(owners, String(json["apiVersion"]));
  return { ...json, metadata: { ...metadataOf(json), managedFields } };
}

/** What a change of makes a new version. */
function plain(json: Json): Json {
  const { uid, creationTimestamp, generation, resourceVersion, managedFields, ...metadata } =
    metadataOf(json);
  void [uid, creationTimestamp, generation, resourceVersion, managedFields];
  return { ...json, metadata };
}

/** What a change of makes a new generation. */
function specOf(json: Json): Json {
  const { metadata, status, ...spec } = json;
  void status;
  return { ...spec, deleted: at(metadata, "deletionTimestamp") };
}
