/** What is deployed: an app with its chart in a release repository, and the files that the deploy server reads. */

/** The app, and by that name its source repository (`acme/<name>`), its release repository, application and namespace. */
export interface Shop {
  /** `shop` */
  readonly name: string;
  /** `acme/shop` */
  readonly source: string;
  /** `acme/shop-releases` */
  readonly releases: string;
  /** `127.0.0.1:5000/acme/shop` */
  readonly image: string;
}

export function shopNamed(name: string, registry: string): Shop {
  return {
    name,
    source: `acme/${name}`,
    releases: `acme/${name}-releases`,
    image: `${registry}/acme/${name}`,
  };
}

export const CHANNEL = "prod";
export const CHART_FOLDER = "chart";
export const VALUES_FILE = `${CHART_FOLDER}/values.yaml`;
export const DEPLOYMENT_FILE = `${CHART_FOLDER}/templates/deployment.yaml`;

/** What runs before anything was deployed from chat: an image that nobody has built. */
const FIRST_TAG = "main-0000000";
const NO_DIGEST = `sha256:${"0".repeat(64)}`;

/** The release repository's files at first. */
export function releaseFiles({ name, source, image }: Shop): Readonly<Record<string, string>> {
  return {
    "db/db.json": json({ version: 1, releases: [] }),
    "db/policy.json": json({
      version: 1,
      channels: [CHANNEL],
      containers: { [name]: { repository: { name: source }, image } },
    }),
    "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    [`${CHART_FOLDER}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    [DEPLOYMENT_FILE]: DEPLOYMENT,
    [VALUES_FILE]: `image:\n  repository: ${image}\n  tag: "${FIRST_TAG}" # by the deploy server\n  digest: "${NO_DIGEST}"\nreplicas: 2\n`,
  };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  progressDeadlineSeconds: 600
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}@{{ .Values.image.digest }}"
`;

/** Where Argo CD is, and how the server signs in there. */
export interface ClusterConfig {
  readonly url: string;
  readonly project: string;
  /** `file:/path` */
  readonly token: string;
  readonly webhookSecret: string;
  readonly autoSync?: "follow" | undefined;
  /** What an undeploy changes: `{ remove: "chart/templates/deployment.yaml" }`. */
  readonly undeploy?: object | undefined;
}

/** `db/server.yaml`, which lets people deploy from one chat channel. */
export function serverConfig(
  { name }: Shop,
  { url, project, token, webhookSecret, autoSync, undeploy }: ClusterConfig,
  chatChannel: string,
): string {
  // JSON is YAML.
  return json({
    version: 1,
    clusters: {
      "prod-eu": {
        engine: "argo-cd",
        url,
        project,
        token,
        webhook_secret: webhookSecret,
        ...(autoSync !== undefined && { auto_sync: autoSync }),
      },
    },
    targets: {
      [`${name}/${CHANNEL}`]: [
        {
          cluster: "prod-eu",
          application: name,
          file: VALUES_FILE,
          field: "image.tag",
          digest_field: "image.digest",
          soak: "1s",
          timeout: "15m",
          ...(undeploy !== undefined && { undeploy }),
        },
      ],
    },
    channels: { [CHANNEL]: { protected: true } },
    people: { [CHANNEL]: { teams: ["acme/release"], permission: "write", slack_channels: [chatChannel] } },
  });
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
