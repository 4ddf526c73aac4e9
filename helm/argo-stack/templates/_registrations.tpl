{{/*
What a registration means once defaults are in. Dictionaries go through JSON, since a Helm template returns text.
*/}}

{{/* The registrations, checked against each other: what a JSON schema cannot say. Ends the rendering with words. */}}
{{- define "argo-stack.check" -}}
{{- $names := dict -}}
{{- $places := dict -}}
{{- $projects := dict -}}
{{- range .Values.repoRegistrations }}{{ $_ := set $projects (.project | default "default") .name }}{{ end -}}
{{- range $registration := .Values.repoRegistrations -}}
  {{- if and .previews (hasKey $projects .previews.project) -}}
    {{- fail (printf "repoRegistrations: the previews of %q are in the project %q, and so is %q: a pull request could apply what that project may. Give previews a project of their own (README: Previews)." .name .previews.project (get $projects .previews.project)) -}}
  {{- end -}}
  {{- if hasKey $names .name -}}
    {{- fail (printf "repoRegistrations: the name %q is there twice. It is the Application's name: give each registration its own." .name) -}}
  {{- end -}}
  {{- $_ := set $names .name true -}}
  {{- if .environment -}}
    {{- $repository := include "argo-stack.repository" . -}}
    {{- $place := printf "%s %s" $repository .environment | lower -}}
    {{- with get $places $place -}}
      {{- fail (printf "repoRegistrations: %q and %q both deploy %s to the environment %q, so each would end the other's deployment. Give each an environment of its own." . $registration.name $repository $registration.environment) -}}
    {{- end -}}
    {{- $_ := set $places $place .name -}}
  {{- end -}}
  {{- if and $.Values.notifications.enabled (not (include "argo-stack.installationId" (dict "registration" . "root" $))) -}}
    {{- fail (printf "repoRegistrations: %q has no installationId, and github.installationId, the fallback, is empty too. Set one of them to the App's installation (README: Finding your installation id)." .name) -}}
  {{- end -}}
  {{- if and .previews (gt (len .name) 28) -}}
    {{- fail (printf "repoRegistrations: %q is too long for previews: their Applications and namespaces are called <name>-pr-<number>. Use 28 characters at most." .name) -}}
  {{- end -}}
  {{- if .report -}}
    {{- $sources := list .repoUrl -}}
    {{- range .additionalSources }}{{ $sources = append $sources .repoURL }}{{ end -}}
    {{- if and (not .report.revision) (not (has .report.repoUrl $sources)) -}}
      {{- fail (printf "repoRegistrations: %q reports to %s, which is none of its sources, so Argo CD does not know which commit of it is deployed. Set report.revision to that commit." .name .report.repoUrl) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.repoRegistrations (not .Values.github.appId) -}}
  {{- if or .Values.notifications.enabled (include "argo-stack.prepared" .) -}}
    {{- fail "github.appId is empty. Set it to the GitHub App's id, in quotes (the App's settings page shows it)." -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.repoRegistrations .Values.notifications.enabled (not .Values.argocd.url) -}}
  {{- fail "argocd.url is empty. Set it to the address people open Argo CD at: statuses link there." -}}
{{- end -}}
{{- end -}}

{{/* The installation that reports for a registration; empty if there is none. */}}
{{- define "argo-stack.installationId" -}}
{{- .registration.installationId | default .root.Values.github.installationId -}}
{{- end -}}

{{/* The name of the notifications service of a registration: no dots, the engine splits names at them. */}}
{{- define "argo-stack.service" -}}
{{- if .installationId }}github-{{ .installationId }}{{ else }}github{{ end -}}
{{- end -}}

{{/* The registrations' own installations, each once, in order, as a JSON list. */}}
{{- define "argo-stack.installations" -}}
{{- $ids := list -}}
{{- range .Values.repoRegistrations }}{{ with .installationId }}{{ $ids = append $ids . }}{{ end }}{{ end -}}
{{- $ids | uniq | sortAlpha | toJson -}}
{{- end -}}

{{/* The names of the registrations that prepare data, in order; empty if none does. */}}
{{- define "argo-stack.prepared" -}}
{{- $names := list -}}
{{- range .Values.repoRegistrations }}{{ if .dataPrep }}{{ $names = append $names .name }}{{ end }}{{ end -}}
{{- join " " $names -}}
{{- end -}}

{{/* The GitHub repository that a registration reports to, from its URL: owner/name. */}}
{{- define "argo-stack.repository" -}}
{{- $url := .repoUrl -}}
{{- with .report }}{{ $url = .repoUrl }}{{ end -}}
{{- $url | trimSuffix ".git" | regexFind "[^/:]+/[^/]+$" -}}
{{- end -}}

{{/*
What tells a registration from the others that have the same field and report to the same repository, as a monorepo's
do: its name. Empty where it is the only one. A preview reports to the repository of its pull request.
*/}}
{{- define "argo-stack.part" -}}
{{- $field := .field -}}
{{- $ignored := eq $field "previews" | ternary "report" "" -}}
{{- $own := include "argo-stack.repository" (omit .registration $ignored) | lower -}}
{{- $names := list -}}
{{- range .root.Values.repoRegistrations -}}
{{- if and (get . $field) (eq (include "argo-stack.repository" (omit . $ignored) | lower) $own) -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- end -}}
{{- if gt (len $names) 1 }}{{ .registration.name }}{{ end -}}
{{- end -}}

{{/* The status of a registration's data preparation, for what it prepares: Main or PR. */}}
{{- define "argo-stack.context" -}}
Release Data Prep / {{ with include "argo-stack.part" (dict "registration" .registration "field" "dataPrep" "root" .root) }}{{ . }} / {{ end }}{{ .of }}
{{- end -}}

{{/* What every object of the chart carries. */}}
{{- define "argo-stack.labels" -}}
app.kubernetes.io/name: argo-stack
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
