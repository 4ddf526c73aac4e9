{{- /* What the server may do in a namespace to which it deploys. */}}
{{- define "deploy-server.rules" -}}
- apiGroups: [release-channels.dev]
  resources: [deployconfigs]
  verbs: [get, list, watch, create, patch]
- apiGroups: [release-channels.dev]
  resources: [deployconfigs/status]
  verbs: [patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list]
{{- range .Values.rules }}
- apiGroups: {{ toJson .apiGroups }}
  resources: {{ toJson .resources }}
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
{{- end }}
