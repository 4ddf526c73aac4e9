{{/*
The parts that a registration's Application and those of its previews share.
*/}}

{{/* Annotations: what the notification templates read, and the subscriptions. */}}
{{- define "argo-stack.annotations" -}}
{{- $registration := .registration -}}
{{- /* A preview reports to the pull request, which is one of repoUrl. */ -}}
{{- $report := .preview | ternary dict ($registration.report | default dict) -}}
argo-stack/report-repo-url: {{ get $report "repoUrl" | default $registration.repoUrl | quote }}
{{- with get $report "revision" }}
argo-stack/report-revision: {{ . | quote }}
{{- end }}
{{- with .environment }}
argo-stack/environment: {{ . | quote }}
{{- end }}
{{- if not .preview }}
{{- with $registration.environmentUrl }}
argo-stack/environment-url: {{ . | quote }}
{{- end }}
{{- end }}
{{- if .preview }}
argo-stack/preview: "true"
{{- end }}
{{- if .root.Values.notifications.enabled }}
{{- range list "syncing" "deployed" "sync-failed" "degraded" }}
notifications.argoproj.io/subscribe.github-{{ . }}.{{ include "argo-stack.service" $registration }}: ""
{{- end }}
{{- if .preview }}
notifications.argoproj.io/subscribe.github-deleted.{{ include "argo-stack.service" $registration }}: ""
{{- end }}
{{- end }}
{{- end -}}

{{/* The spec, for a project, a revision and a namespace. */}}
{{- define "argo-stack.applicationSpec" -}}
{{- $registration := .registration -}}
project: {{ .project | quote }}
{{- if $registration.additionalSources }}
sources:
  - repoURL: {{ $registration.repoUrl | quote }}
    path: {{ $registration.path | quote }}
    targetRevision: {{ .revision | quote }}
  {{- toYaml $registration.additionalSources | nindent 2 }}
{{- else }}
source:
  repoURL: {{ $registration.repoUrl | quote }}
  path: {{ $registration.path | quote }}
  targetRevision: {{ .revision | quote }}
{{- end }}
destination:
  {{- if $registration.destination.name }}
  name: {{ $registration.destination.name | quote }}
  {{- else }}
  server: {{ $registration.destination.server | default "https://kubernetes.default.svc" | quote }}
  {{- end }}
  namespace: {{ .namespace | quote }}
syncPolicy:
  automated:
    enabled: true
    prune: true
    selfHeal: true
  syncOptions:
    - CreateNamespace=true
  retry:
    {{- toYaml .root.Values.sync.retry | nindent 4 }}
{{- end -}}
