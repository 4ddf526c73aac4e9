{{- /*
What single values may be. A pattern in values.schema.json would end in Helm's words for it, which show the pattern:
that file says which values there are and of which type, and this table the rest, in words that follow "… but must be".
*/}}
{{- define "deploy-server.allowed" -}}
{{- $name := dict "pattern" "^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$" "phrase" "a name of Kubernetes, of lower-case letters and digits with - or . between them, such as deploy-server" }}
{{- $orNone := dict "pattern" (printf "^$|%s" $name.pattern) "phrase" (printf "%s, or empty" $name.phrase) }}
{{- $host := dict "pattern" $orNone.pattern "phrase" "a host without scheme, port and path, in lower case, such as deploys.acme.dev" }}
{{- dict
  "serviceAccount.name" $name
  "namespaces[]" (dict "pattern" "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$" "phrase" "a namespace's name, of at most 63 lower-case letters and digits with - between them, such as shop")
  "server.imagePullSecrets[]" $name
  "server.replicas" (dict "least" 1 "most" 100 "phrase" "a whole number from 1 to 100; set server.enabled to false where the server is not to run")
  "server.secret" $orNone
  "server.files[].secret" $name
  "server.files[].path" (dict "pattern" "^/[A-Za-z0-9._/-]*[A-Za-z0-9]$" "phrase" "an absolute path of a folder, such as /etc/clusters")
  "server.webhooks.className" $orNone
  "server.webhooks.host" $host
  "server.webhooks.tlsSecret" $orNone
  "server.pages.className" $orNone
  "server.pages.host" $host
  "server.pages.tlsSecret" $orNone
  "server.networkPolicy.egressPorts[]" (dict "least" 1 "most" 65535 "phrase" "a port, from 1 to 65535")
  | toJson }}
{{- end }}

{{- /* The values at a path of that table, as a list of {path, value}. Takes {root, path}. */}}
{{- define "deploy-server.at" -}}
{{- $found := list (dict "path" "" "value" .root) }}
{{- range $part := splitList "." .path }}
  {{- $name := trimSuffix "[]" $part }}
  {{- $next := list }}
  {{- range $found }}
    {{- $path := trimPrefix "." (printf "%s.%s" .path $name) }}
    {{- $value := get (default dict .value) $name }}
    {{- if kindIs "invalid" $value }}
    {{- else if eq $name $part }}
      {{- $next = append $next (dict "path" $path "value" $value) }}
    {{- else }}
      {{- range $place, $entry := $value }}
        {{- $next = append $next (dict "path" (printf "%s[%d]" $path $place) "value" $entry) }}
      {{- end }}
    {{- end }}
  {{- end }}
  {{- $found = $next }}
{{- end }}
{{- toJson $found }}
{{- end }}
