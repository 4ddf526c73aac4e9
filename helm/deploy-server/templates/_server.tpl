{{- define "deploy-server.labels" -}}
app.kubernetes.io/name: deploy-server
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* A tag can be moved to another image, and nobody would see it. */}}
{{- define "deploy-server.image" -}}
{{- if not (regexMatch "@sha256:[0-9a-f]{64}$" .Values.server.image) }}
{{- fail (printf "server.image is %q: name an image with its digest, such as ghcr.io/acme/deploy-server:1.0.0@sha256:…" .Values.server.image) }}
{{- end }}
{{- .Values.server.image | quote }}
{{- end }}

{{- define "deploy-server.secret" -}}
{{- required "server.secret is empty: name the Secret that has DATABASE_URL and the other secrets by their names" .Values.server.secret }}
{{- end }}

{{- /* Secrets in values would be readable by everybody who may read the release. */}}
{{- define "deploy-server.env" -}}
{{- range list "RELEASE_REPOSITORY" "PUBLIC_URL" }}
{{- if not (get $.Values.server.env .) }}
{{- fail (printf "server.env lacks %s" .) }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.server.env }}
{{- if or (regexMatch "_(TOKEN|SECRET|PRIVATE_KEY|PASSWORD)$" $name) (eq $name "DATABASE_URL") }}
{{- fail (printf "server.env has %s, which is a secret: put it into the Secret that server.secret names" $name) }}
{{- end }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
