import { addRepository, installChart, storeAppKey, type Values } from "./chart.ts";
import type { Changes } from "./hub.ts";
import type { World } from "./world.ts";

/** A repository that Argo CD deploys, as the chart's `repoRegistrations` name it. */
export interface Registration {
  /** The name of its Application and its namespace. */
  readonly name: string;
  /** `owner/name` */
  readonly fullName: string;
  readonly files: Readonly<Record<string, string>>;
  /** Values of the registration in addition to those derived from the above. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const registered = new WeakMap<World, Map<string, Values>>();

/** Creates the repositories and registers them in the chart, in addition to those of earlier scenarios. */
export async function register(world: World, registrations: readonly Registration[]): Promise<void> {
  const all = registered.get(world) ?? new Map<string, Values>();
  registered.set(world, all);
  for (const registration of registrations) {
    const { name, fullName, files } = registration;
    await world.hub.github.createRepository(fullName, { private: true, files });
    await addRepository(world, fullName);
    all.set(name, valuesOf(world, registration));
  }
  await storeAppKey(world);
  // A refused sync is reported after the retries: two, so that a scenario need not wait for Argo CD's five.
  const retry = { limit: 2, backoff: { duration: "2s", factor: 1, maxDuration: "2s" } };
  await installChart(world, { repoRegistrations: [...all.values()], sync: { retry } });
}

/** A registration as the chart's values have it. */
export function valuesOf({ hub }: World, { name, fullName, values }: Registration): Values {
  const [owner = ""] = fullName.split("/");
  return {
    name,
    repoUrl: hub.github.repository(fullName).htmlUrl,
    installationId: String(hub.installation(owner).id),
    path: "k8s",
    environment: ENVIRONMENT,
    destination: { namespace: name },
    ...values,
  };
}

/** What the registrations report deployments for. */
export const ENVIRONMENT = "staging";

/** Where GitHub shows the outcome of a commit. */
export function shownOf({ name, fullName }: Pick<Registration, "name" | "fullName">) {
  return { fullName, context: `argocd/${name}`, environment: ENVIRONMENT };
}

/** Changes one file. @returns the commit */
export function change(world: World, fullName: string, changes: Changes): Promise<string> {
  return world.hub.commit(fullName, `Change ${Object.keys(changes).join(", ")}`, changes);
}
