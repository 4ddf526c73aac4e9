import { chartIn } from "@release-channels/sandbox";
import type { RepositoryFiles } from "../template.ts";

/** The application that is deployed from Slack, and where. */
export const WEB = "acme/web";
export const TARGET = "web/prod";
export const APPLICATION = "web-prod";
/** What Argo CD applies for it, in the release repository. */
export const FOLDER = "apps/web/prod";

/** The environment variables that hold the deploy server's secrets for Argo CD. */
export const ARGO_CD_TOKEN = "CLUSTER_ARGOCD_TOKEN";
export const ARGO_CD_WEBHOOK_SECRET = "CLUSTER_ARGOCD_WEBHOOK_SECRET";

/** Somebody else's change to the chart: nobody has synced it yet, and values.yaml does not show it. */
export const CHART_CHANGE = {
  [`${FOLDER}/templates/settings.yaml`]:
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-settings\ndata:\n  greeting: Good morning\n",
};

/** The chart that Argo CD applies, and the deploy server's configuration. */
export function deployFiles({
  image,
  argoCdUrl,
  channel,
}: {
  readonly image: string;
  readonly argoCdUrl: string;
  /** The id of the Slack channel that prod is deployed from. */
  readonly channel: string;
}): RepositoryFiles {
  return {
    ...chartIn(FOLDER, { name: "web", image, tag: "none" }),
    "db/server.yaml": `version: 1
clusters:
  prod-eu: { engine: argo-cd, url: "${argoCdUrl}", token: env:${ARGO_CD_TOKEN}, project: web, webhook_secret: env:${ARGO_CD_WEBHOOK_SECRET} }
targets:
  ${TARGET}:
    - { cluster: prod-eu, application: ${APPLICATION}, file: ${FOLDER}/values.yaml, field: image.tag, soak: 2s, timeout: 15m }
channels: { prod: { protected: true } }
people: { prod: { permission: write, slack_channels: [${channel}] } }
`,
  };
}
