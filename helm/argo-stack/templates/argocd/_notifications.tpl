{{/*
Pieces of the notifications ConfigMap. What is inside backquotes is for Argo CD's engine: Go templates in templates,
expr in triggers.
*/}}

{{/* One GitHub service. The engine replaces $key by that key of argocd-notifications-secret. */}}
{{- define "argo-stack.githubService" -}}
appID: {{ .root.Values.github.appId | quote }}
installationID: {{ .installationId | quote }}
privateKey: ${{ .root.Values.github.notificationsKey }}
{{- with .root.Values.github.apiUrl }}
enterpriseBaseURL: {{ . | quote }}
{{- end }}
{{- end -}}

{{/*
Where a status goes: the annotated repository, at its annotated commit or, without one, at what is synced from it: what
the sync's result says, or what the operation asks for while there is no result yet.
*/}}
{{- define "argo-stack.target" -}}
repoURLPath: '{{ `{{ index .app.metadata.annotations "argo-stack/report-repo-url" }}` }}'
revisionPath: |-
  {{ `{{- $synced := dict -}}
  {{- with .app.status.operationState.operation }}{{ with .sync }}{{ $synced = . }}{{ end }}{{ end -}}
  {{- with .app.status.operationState.syncResult }}{{ if or .revision .revisions }}{{ $synced = . }}{{ end }}{{ end -}}
  {{- $url := index .app.metadata.annotations "argo-stack/report-repo-url" -}}
  {{- with index .app.metadata.annotations "argo-stack/report-revision" -}}
    {{- . -}}
  {{- else -}}
    {{- if $synced.revisions -}}
      {{- range $i, $source := or $synced.sources .app.spec.sources -}}
        {{- if eq $source.repoURL $url -}}{{- index $synced.revisions $i -}}{{- break -}}{{- end -}}
      {{- end -}}
    {{- else -}}
      {{- $synced.revision -}}
    {{- end -}}
  {{- end -}}` }}
{{- end -}}

{{/* Argo CD's page of the application. */}}
{{- define "argo-stack.page" -}}
{{ `{{ .context.argocdUrl }}/applications/{{ .app.metadata.namespace }}/{{ .app.metadata.name }}` }}
{{- end -}}

{{/*
The revision that is synced, as expr: what the engine keys its memory with. While it runs, a sync of one wave has no
result, so what the operation asks for counts, if that is a commit. Empty before either names one.
*/}}
{{- define "argo-stack.revision" -}}
{{- $result := include "argo-stack.revisions" "syncResult" -}}
{{- $asked := include "argo-stack.revisions" "operation?.sync" -}}
({{ $result }} != "" ? {{ $result }} : ({{ $asked }} matches "(^|[+])[0-9a-f]{40}([+]|$)" ? {{ $asked }} : ""))
{{- end -}}

{{/* What a part of the operation's state says of revisions: one for each source. */}}
{{- define "argo-stack.revisions" -}}
((app.status?.operationState?.{{ . }}?.revision ?? "") + join(app.status?.operationState?.{{ . }}?.revisions ?? [], "+"))
{{- end -}}

{{/*
When a state is told again, as expr for oncePer. The engine remembers what it has told, with the time, in an annotation of
the Application. A state is told for a revision unless it was the last thing told: not again when the health flickers or a
self-heal syncs the same commit; again after a failure, and when a rollback brings the commit back. Syncing keeps quiet
after a success of the same commit. `same` are the triggers that do not count as something else.
*/}}
{{- define "argo-stack.oncePer" -}}
let told = fromJSON(app.metadata.annotations["notified.notifications.argoproj.io"] ?? "{}");
let revision = {{ include "argo-stack.revision" . }};
let others = filter(keys(told), # matches ":github-(syncing|deployed|sync-failed|degraded):" and not (# startsWith (revision + "@") and # matches ":github-({{ join "|" .same }}):"));
revision + "@" + string(int(max(concat([0], map(others, told[#])))))
{{- end -}}

{{/* A commit status. */}}
{{- define "argo-stack.statusTemplate" -}}
message: {{ .message | quote }}
github:
  {{- include "argo-stack.target" . | nindent 2 }}
  status:
    state: {{ .status | quote }}
    label: {{ `argocd/{{ .app.metadata.name }}` | quote }}
    targetURL: {{ include "argo-stack.page" . | quote }}
{{- end -}}

{{/* A deployment's status; the engine finds the commit's deployment, or creates it. Without autoMerge GitHub would merge. */}}
{{- define "argo-stack.deploymentTemplate" -}}
message: {{ .message | quote }}
github:
  {{- include "argo-stack.target" . | nindent 2 }}
  deployment:
    state: {{ .deployment | quote }}
    environment: {{ `{{ index .app.metadata.annotations "argo-stack/environment" }}` | quote }}
    environmentURL: {{ `{{ with index .app.metadata.annotations "argo-stack/environment-url" }}{{ . }}{{ end }}` | quote }}
    logURL: {{ include "argo-stack.page" . | quote }}
    requiredContexts: []
    autoMerge: false
    transientEnvironment: {{ .transient }}
{{- end -}}

{{/* One condition of a trigger. Each has a memory of its own. */}}
{{- define "argo-stack.condition" -}}
- when: >-
    {{- .when | nindent 4 }}
  {{- with .oncePer }}
  oncePer: |-
    {{- . | nindent 4 }}
  {{- end }}
  send: [{{ .send }}]
{{- end -}}
