{{- define "deploy-server.labels" -}}
app.kubernetes.io/name: deploy-server
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "deploy-server.env" -}}
{{- range $name, $value := .Values.server.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
