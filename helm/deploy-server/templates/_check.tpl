{{- /* Ends the rendering with all that is wrong with the values, a line each: what they are, what is allowed, what to do. */}}
{{- define "deploy-server.check" -}}
{{- $problems := list }}
{{- range $path, $rule := include "deploy-server.allowed" . | fromJson }}
  {{- range include "deploy-server.at" (dict "root" $.Values "path" $path) | fromJsonArray }}
    {{- $isAllowed := true }}
    {{- if $rule.pattern }}
      {{- $isAllowed = regexMatch $rule.pattern .value }}
    {{- else }}
      {{- $isAllowed = and (le $rule.least .value) (le .value $rule.most) }}
    {{- end }}
    {{- if not $isAllowed }}
      {{- $problems = append $problems (printf "%s is %s, but must be %s." .path (toJson .value) $rule.phrase) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- with .Values.server }}
{{- if .enabled }}
  {{- /* A tag can be moved to another image, and nobody would see it. */}}
  {{- if not (regexMatch "^\\S+@sha256:[0-9a-f]{64}$" .image) }}
    {{- $problems = append $problems (printf "server.image is %q: name an image with its digest, such as ghcr.io/acme/deploy-server:1.0.0@sha256:…" .image) }}
  {{- end }}
  {{- if not .secret }}
    {{- $problems = append $problems "server.secret is empty: name the Secret that has DATABASE_URL and the other secrets by their names" }}
  {{- end }}
  {{- range list "webhooks" "pages" }}
    {{- $ingress := index $.Values.server . }}
    {{- if and $ingress.enabled (not $ingress.host) }}
      {{- $problems = append $problems (printf "server.%s.host is empty: name the host at which %s come in" . (ternary "webhooks" "people" (eq . "webhooks"))) }}
    {{- end }}
  {{- end }}
  {{- $problems = concat $problems (include "deploy-server.envProblems" $ | fromJsonArray) (include "deploy-server.networkProblems" . | fromJsonArray) }}
{{- end }}
{{- end }}
{{- if $problems }}
  {{- join "\n" $problems | printf "\n%s" | fail }}
{{- end }}
{{- end }}

{{- /*
A misspelt name would be a setting that nobody has. Besides the server's own there are the secrets' files, what
db/server.yaml calls env:CLUSTER_…, and what Node.js, its proxies and PostgreSQL's client read.
*/}}
{{- define "deploy-server.envProblems" -}}
{{- $problems := list }}
{{- $names := .Files.Get "settings.generated.json" | fromJson }}
{{- $known := $names.settings }}
{{- range $names.secrets }}{{ $known = append $known (printf "%s_FILE" .) }}{{ end }}
{{- $env := .Values.server.env }}
{{- range list "RELEASE_REPOSITORY" "PUBLIC_URL" }}
  {{- if not (get $env .) }}
    {{- $problems = append $problems (printf "server.env lacks %s" .) }}
  {{- end }}
{{- end }}
{{- range $name, $value := $env }}
  {{- /* Secrets in values would be readable by everybody who may read the release. */}}
  {{- if or (has $name $names.secrets) (regexMatch "^CLUSTER_.*_(TOKEN|SECRET|PRIVATE_KEY|PASSWORD)$" $name) }}
    {{- $problems = append $problems (printf "server.env has %s, which is a secret: put it into the Secret that server.secret names" $name) }}
  {{- else if not (or (has $name $known) (regexMatch "^(?:(?:CLUSTER|NODE|SSL)_[A-Za-z0-9_]+|(?:HTTPS?|NO)_PROXY|PG[A-Z]+|TZ)$" $name)) }}
    {{- $meant := include "deploy-server.nearest" (dict "name" $name "known" (concat $known $names.secrets)) }}
    {{- if $meant }}
      {{- $problems = append $problems (printf "server.env has %s, which the server does not read: did you mean %s?" $name $meant) }}
    {{- else }}
      {{- $problems = append $problems (printf "server.env has %s, which the server does not read: it takes names that begin with CLUSTER_, NODE_, SSL_ or PG, HTTP_PROXY, HTTPS_PROXY, NO_PROXY, TZ, and %s" $name (join ", " $known)) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- toJson $problems }}
{{- end }}

{{- define "deploy-server.networkProblems" -}}
{{- $problems := list }}
{{- $server := . }}
{{- if .networkPolicy.enabled }}
  {{- $asked := list }}
  {{- range list "webhooks" "pages" "monitoring" }}
    {{- if (index $server .).enabled }}{{ $asked = append $asked . }}{{ end }}
  {{- end }}
  {{- if and $asked (not .networkPolicy.from) }}
    {{- $problems = append $problems (printf "server.networkPolicy.from is empty, so that nothing reaches the server, and these are enabled: %s; name the pods of the ingress controller and of Prometheus, such as {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}" (join ", " $asked)) }}
  {{- end }}
  {{- range $place, $peer := .networkPolicy.from }}
    {{- if not $peer }}
      {{- $problems = append $problems (printf "server.networkPolicy.from[%d] is empty: name pods, such as {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}" $place) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- toJson $problems }}
{{- end }}
