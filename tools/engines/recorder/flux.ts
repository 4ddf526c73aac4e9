import { fluxShapeOf } from "@release-channels/sandbox";
import { numberAt } from "../../../apps/deploy-server/narrow.ts";
import type { Changes } from "../hub.ts";

/** An object of Flux, as an API server has it. */
export type FluxJson = Readonly<Record<string, unknown>>;

/** One of the two Flux that get the same. */
export interface FluxSide {
  /** Creates an object in the namespace, or merges into it. */
  readonly apply: (kind: string, name: string, spec: FluxJson) => Promise<void>;
  readonly commit: (message: string, changes: Changes) => Promise<void>;
  /** Asks an object to reconcile, and waits until it has dealt with that. */
  readonly handled: (kind: string, name: string, id: string) => Promise<void>;
}

export const NAME = "recorded";

/** Where things are on a side. */
export interface Places {
  /** Of the repository, over http or https. */
  readonly cloneUrl: string;
  /** More of the GitRepository's spec. */
  readonly access: FluxJson;
  /** `oci://127.0.0.1:5000/acme/charts` */
  readonly charts: string;
}

const FOLDER = "plain";
const settings = (colour: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: ${NAME} }\ndata: { colour: ${colour} }\n`;

/** The repository's initial content. */
export const FIRST: Readonly<Record<string, string>> = { [`${FOLDER}/settings.yaml`]: settings("red") };

/** Versions of the chart that the registry has. */
export const VERSIONS = ["1.0.0", "1.1.0", "1.2.0"] as const;

/**
 * Shows a side: versions, one that is not there, the one before and another after it, nothing new, a broken file, and a
 * branch that is not there.
 */
export async function playFlux(side: FluxSide, { cloneUrl, access, charts }: Places): Promise<void> {
  const file = `${FOLDER}/settings.yaml`;
  let steps = 0;
  const look = async (version: string, colour?: string, branch = "main"): Promise<void> => {
    steps += 1;
    const id = `step ${steps}`;
    if (colour !== undefined) await side.commit(id, { [file]: settings(colour) });
    await side.apply("GitRepository", NAME, { ref: { branch } });
    await side.apply("OCIRepository", NAME, { ref: { tag: version } });
    await side.apply("HelmChart", NAME, { version });
    for (const kind of ["OCIRepository", "HelmChart", "GitRepository", "Kustomization"])
      await side.handled(kind, NAME, id);
  };
  const interval = "10m";
  await side.apply("HelmRepository", NAME, { type: "oci", url: charts, insecure: true, interval });
  await side.apply("GitRepository", NAME, { url: cloneUrl, ref: { branch: "main" }, interval, ...access });
  await side.apply("OCIRepository", NAME, {
    url: `${charts}/${NAME}`,
    insecure: true,
    interval,
    ref: { tag: "1.0.0" },
  });
  await side.apply("HelmChart", NAME, {
    chart: NAME,
    version: "1.0.0",
    sourceRef: { kind: "HelmRepository", name: NAME },
    interval,
  });
  await side.apply("Kustomization", NAME, {
    sourceRef: { kind: "GitRepository", name: NAME },
    path: `./${FOLDER}`,
    prune: true,
    interval,
  });
  await look("1.0.0");
  await look("1.1.0", "blue");
  await look("9.9.9", "[");
  await look("1.1.0", "green");
  await look("9.9.9", "yellow", "gone");
  await look("1.2.0");
  await look("1.2.0");
}

/** A state that followed another one. */
export interface Transition {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** Notes the states that controllers bring objects into; not that a new spec makes what they have said an old word. */
export class TransitionLog {
  readonly #last = new Map<string, { readonly shape: string; readonly generation: number | undefined }>();
  readonly #seen = new Map<string, Transition>();

  note(kind: string, object: FluxJson): void {
    const to = fluxShapeOf({ ...object, kind });
    const generation = numberAt(object, "metadata", "generation");
    const last = this.#last.get(kind);
    this.#last.set(kind, { shape: to, generation });
    if (last === undefined || last.generation !== generation || last.shape === to) return;
    this.#seen.set(`${kind} ${last.shape} ${to}`, { kind, from: last.shape, to });
  }

  get transitions(): readonly Transition[] {
    return [...this.#seen.values()];
  }
}

/** Those of a list that another one lacks. */
export function lacking(all: readonly Transition[], other: readonly Transition[]): readonly Transition[] {
  return all.filter(
    ({ kind, from, to }) => !other.some((one) => one.kind === kind && one.from === from && one.to === to),
  );
}

export function transitionText({ kind, from, to }: Transition): string {
  return `${kind}:\n  ${from}\n  → ${to}`;
}
