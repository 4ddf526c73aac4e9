/** A small application's manifests, as a repository that Argo CD deploys has them. */
export interface Application {
  readonly name: string;
  /** One that holds "broken" cannot be pulled. */
  readonly image: string;
  readonly replicas?: number;
  /** How long a rollout may take before it counts as degraded, in seconds. */
  readonly progressDeadline?: number;
}

/** A Deployment, as JSON, which is YAML. */
export function deployment({ name, image, replicas = 2, progressDeadline = 60 }: Application): string {
  const labels = { app: name };
  return `${JSON.stringify(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: {
        replicas,
        progressDeadlineSeconds: progressDeadline,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image }] } },
      },
    },
    null,
    2,
  )}\n`;
}
