import { addRepository, installChart, storeAppKey } from "./chart.ts";
import type { Changes } from "./hub.ts";
import type { World } from "./world.ts";

/** A repository that Argo CD deploys, as the chart's `repoRegistrations` name it. */
export interface Registration {
  /** Its Application's name and its namespace. */
  readonly name: string;
  /** `owner/name` */
  readonly fullName: string;
  readonly files: Readonly<Record<string, string>>;
  /** Values of the registration beside those that follow from the above. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const registered = new WeakMap<World, Map<string, Record<string, unknown>>>();

/** Creates the repositories and registers them in the chart, beside those of the scenarios before. */
export async function register(world: World, registrations: readonly Registration[]): Promise<void> {
  const { hub } = world;
  const all = registered.get(world) ?? new Map<string, Record<string, unknown>>();
  registered.set(world, all);
  for (const { name, fullName, files, values } of registrations) {
    await hub.github.createRepository(fullName, { private: true, files });
    await addRepository(world, fullName);
    const [owner = ""] = fullName.split("/");
    all.set(name, {
      name,
      repoUrl: hub.github.repository(fullName).htmlUrl,
      installationId: String(hub.installation(owner).id),
      path: "k8s",
      environment: ENVIRONMENT,
      destination: { namespace: name },
      ...values,
    });
  }
  await storeAppKey(world);
  // A refused sync is told after the retries: two, so that a scenario need not wait for Argo CD's five.
  const retry = { limit: 2, backoff: { duration: "2s", factor: 1, maxDuration: "2s" } };
  await installChart(world, { repoRegistrations: [...all.values()], sync: { retry } });
}

/** What the registrations report deployments for. */
export const ENVIRONMENT = "staging";

/** Where GitHub shows what becomes of a commit. */
export function shownOf({ name, fullName }: Pick<Registration, "name" | "fullName">) {
  return { fullName, context: `argocd/${name}`, environment: ENVIRONMENT };
}

/** Changes one file and tells which commit that was. */
export function change(world: World, fullName: string, changes: Changes): Promise<string> {
  return world.hub.commit(fullName, `Change ${Object.keys(changes).join(", ")}`, changes);
}
