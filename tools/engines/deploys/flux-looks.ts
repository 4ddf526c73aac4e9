import assert from "node:assert/strict";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { ask, press, WAITS } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import type { FluxSite } from "./with-flux.ts";
import type { SiteWorld } from "./with-site.ts";

/** An object of Flux, as far as scenarios look at it. */
export interface FluxObject {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly lastHandledReconcileAt?: string;
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly artifact?: { readonly revision: string };
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  };
}

/** @param kind `Kustomization` */
export async function fluxObject(
  { world, shop }: SiteWorld,
  kind: string,
  name: string,
): Promise<FluxObject> {
  const group = kind === "Kustomization" ? "kustomize" : "source";
  const found = await world.kubernetes.get<FluxObject>(
    `${kind.toLowerCase()}.${group}.toolkit.fluxcd.io`,
    name,
    shop.name,
  );
  return found ?? assert.fail(`there is no ${kind} ${name}`);
}

/** Checks that Flux was asked with the request's id, and has dealt with it. @param objects `Kustomization/app` */
export async function expectHandled(site: SiteWorld, id: string, objects: readonly string[]): Promise<void> {
  for (const object of objects) {
    const [kind = "", name = ""] = object.split("/");
    const { status } = await fluxObject(site, kind, name);
    assert.equal(status.lastHandledReconcileAt, id, object);
  }
}

/** The ledger at a commit. */
export async function ledgerOf(
  { world, shop }: SiteWorld,
  commit = "main",
): Promise<Readonly<Record<"releases" | "charts", readonly Readonly<Record<string, unknown>>[]>>> {
  const { gitDir } = world.hub.github.repository(shop.releases);
  const { releases, charts = [] } = JSON.parse(await runGit(gitDir, "show", `${commit}:db/db.json`));
  return { releases, charts };
}

/** `False BuildFailed …`: a condition in one line; empty where there is none. */
export function conditionText({ status }: FluxObject, type: string): string {
  const found = status.conditions?.find((one) => one.type === type);
  return found === undefined ? "" : `${found.status} ${found.reason} ${found.message}`;
}

/** The version of the chart that Flux has applied, as its content says it. */
export async function appliedVersion({ world, shop }: SiteWorld): Promise<string | undefined> {
  const found = await world.kubernetes.get<{ readonly data: { readonly version?: string } }>(
    "configmap",
    "version",
    shop.name,
  );
  return found?.data.version;
}

/** Asks for a version of the chart as alice. */
export function askForChart(
  { site, shop }: FluxSite,
  version: string,
  says: string | RegExp,
): Promise<SlackMessage> {
  return ask(site, site.alice, { command: `/deploy ${shop.name}-chart ${version} to ${CHANNEL}`, says });
}

/** The same, confirmed by bob. */
export async function shipChart(site: FluxSite, version: string): Promise<SlackMessage> {
  const message = await askForChart(site, version, WAITS);
  await press(site.site, site.site.bob, { message, action: "ship" });
  return message;
}
