import { chartIn } from "@release-channels/sandbox";

export const RELEASES = "acme/releases";
export const SOURCE = "acme/my-app";
/** Another repository that an application may read. */
export const CHARTS = "acme/charts";

const FOLDER = "apps/my-app/prod";

/** What a test has otherwise in db/server.yaml. */
export interface ConfigOptions {
  /** Instead of the usual `people.prod`, and more of db/server.yaml. */
  readonly config?: string;
  /** More of the placement: `undeploy: { field: replicas, value: 0 }`. */
  readonly placement?: string;
  /** The file with the version, instead of the one in the application's folder. */
  readonly file?: string;
}

const text = (json: object): string => `${JSON.stringify(json, undefined, 2)}\n`;

/** The release repository at first: nothing is released, and nothing may be deployed. @param image without its tag */
export function releaseFiles(image: string, policy?: object): Readonly<Record<string, string>> {
  const containers = { "my-app": { repository: { name: SOURCE }, image } };
  return {
    "db/db.json": text({ version: 1, releases: [] }),
    "db/policy.json": text(policy ?? { version: 1, channels: ["qa", "prod"], containers }),
    "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    ...chartIn(FOLDER, { name: "my-app", image, tag: "main-0000000" }),
  };
}

/** `db/server.yaml` for the application in Argo CD. */
export function serverConfig(
  { config, placement, file = `${FOLDER}/values.yaml` }: ConfigOptions,
  { argoCd, channel }: { readonly argoCd: string; readonly channel: string },
): string {
  const more = placement === undefined ? "" : `, ${placement}`;
  const people = `people: { prod: { teams: [acme/release], permission: write, slack_channels: [${channel}] } }`;
  return `version: 1
clusters:
  prod-eu: { engine: argo-cd, url: "${argoCd}", token: env:CLUSTER_TEST_ARGOCD_TOKEN, project: payments, webhook_secret: env:CLUSTER_TEST_ARGOCD_SECRET }
targets:
  my-app/prod:
    - { cluster: prod-eu, application: my-app-prod, file: ${file}, field: image.tag, soak: 60s, timeout: 15m${more} }
channels: { prod: { protected: true } }
${config ?? people}
`;
}
