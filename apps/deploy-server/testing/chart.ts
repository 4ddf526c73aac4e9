/** The chart of an application that takes its image from values.yaml. */
export const CHART = {
  "Chart.yaml": "apiVersion: v2\nname: my-app\nversion: 0.1.0\n",
  "templates/deployment.yaml": `apiVersion: apps/v1
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
`,
};

/** Its values file. */
export const values = (image: string, tag: string): string =>
  `# what runs in prod\nimage:\n  repository: ${image}\n  tag: "${tag}" # by the deploy server\nreplicas: 3\n`;
