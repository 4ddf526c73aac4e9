/** A chart for tests and demos, and what of it two releases differ in. */
export interface Charted {
  readonly name: string;
  /** Without its tag. */
  readonly image: string;
  readonly tag: string;
}

/**
 * A chart whose image and replicas are values, by path in its folder. Its values have comments and quotes, as those that
 * people have written, which edits must keep.
 */
export function chartOf({ name, image, tag }: Charted) {
  return {
    "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    "values.yaml": `# what runs in prod\nimage:\n  repository: ${image}\n  tag: "${tag}" # by the deploy server\nreplicas: 3\n`,
    "templates/deployment.yaml": DEPLOYMENT,
  } as const;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`;

/** The same by path in its repository. */
export function chartIn(folder: string, charted: Charted): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(chartOf(charted)).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}
