import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send, startArgoCd, tokenFor, type ArgoCd, type GitHub } from "@release-channels/sandbox";
import { CHART_FOLDER, serverConfig, type Shop } from "../../deploys/shop.ts";
import type { Site } from "../../deploys/site.ts";
import { configWithFar, farApplication, farRepository } from "./far.ts";

const SECRET = "argo cd's own secret";

/** Starts the Argo CD of the usual channels, with an application for each. */
export async function startApplications(github: GitHub, shop: Shop, folder: string): Promise<ArgoCd> {
  const places = [
    { name: shop.name, repository: shop.releases },
    { name: farApplication(shop), repository: farRepository(shop) },
  ];
  const argo = await startAccounts(github, {
    directory: join(folder, "argo-cd"),
    repositories: places.map(({ repository }) => repository),
  });
  for (const place of places) await install(github, argo, { ...place, path: CHART_FOLDER });
  return argo;
}

/** Starts an Argo CD that has nothing yet, with the accounts of the servers and of a person. */
export async function startAccounts(
  github: GitHub,
  { directory, repositories }: { readonly directory: string; readonly repositories: readonly string[] },
): Promise<ArgoCd> {
  const token = tokenFor(github, repositories, { contents: "read" });
  const argo = await startArgoCd({ directory, token, webhookSecret: SECRET });
  for (const name of ["bot", "carol"]) {
    argo.addAccount(name, [
      { action: "get", object: "payments/*" },
      { action: "sync", object: "payments/*" },
    ]);
  }
  return argo;
}

/** Adds an application, with its first sync, which is nobody's request. */
export async function install(
  github: GitHub,
  argo: ArgoCd,
  { name, repository, path }: { readonly name: string; readonly repository: string; readonly path: string },
): Promise<void> {
  await argo.addApplication({
    name,
    spec: {
      project: "payments",
      destination: { server: "https://kubernetes.default.svc", namespace: name },
      source: { repoURL: github.repository(repository).cloneUrl, path, targetRevision: "main" },
    },
  });
  await syncAs(argo, "carol", name);
  await argo.settled(name);
}

/** `db/server.yaml` with the channels that Argo CD deploys: JSON. */
export async function serverYaml(
  argo: ArgoCd,
  { shop, site, folder }: { readonly shop: Shop; readonly site: Site; readonly folder: string },
): Promise<string> {
  const [token, secret] = [join(folder, "argo-cd.token"), join(folder, "argo-cd.secret")];
  writeFileSync(token, await argo.createToken("bot"));
  writeFileSync(secret, SECRET);
  const cluster = {
    url: argo.url,
    project: "payments",
    token: `file:${token}`,
    webhookSecret: `file:${secret}`,
  };
  return configWithFar(serverConfig(shop, cluster, site.channel.id), shop);
}

/** Asks Argo CD for a sync, as somebody who does not ask the deploy server. */
export async function syncAs(argo: ArgoCd, account: string, application: string): Promise<void> {
  await send(`${argo.url}/api/v1/applications/${application}/sync`, {
    body: {},
    headers: {
      authorization: `Bearer ${await argo.createToken(account)}`,
      "content-type": "application/json",
    },
  });
}

/** As often as Argo CD was asked for a request's sync, and took it. */
export function syncsOf({ requests }: ArgoCd, id: string, application: string): number {
  return requests.filter(
    ({ operation, status, path, body }) =>
      operation === "applications/sync" &&
      status === 200 &&
      body.includes(id) &&
      path.includes(`/applications/${application}/sync`),
  ).length;
}

/** The images that run; undefined where none does. */
export function runsOf(argo: ArgoCd, application: string): string | undefined {
  const { images = [] } = argo.application(application).status.summary;
  return images.length === 0 ? undefined : images.join(", ");
}
