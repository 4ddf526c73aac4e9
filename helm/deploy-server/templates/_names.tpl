{{- /* How many letters have to be changed, added or left out to come from one word to the other. Takes {from, to}. */}}
{{- define "deploy-server.distance" -}}
{{- $letters := splitList "" .to }}
{{- $row := untilStep 0 (int (add1 (len $letters))) 1 }}
{{- range $line, $letter := splitList "" .from }}
  {{- $next := list (add1 $line) }}
  {{- range $column, $other := $letters }}
    {{- $replaced := add (index $row $column) (ternary 0 1 (eq $letter $other)) }}
    {{- $next = append $next (min $replaced (add1 (index $row (add1 $column))) (add1 (last $next))) }}
  {{- end }}
  {{- $row = $next }}
{{- end }}
{{- last $row }}
{{- end }}

{{- /* The name that was probably meant, of which a third of the letters may differ; nothing where none is near. Takes {name, known}. */}}
{{- define "deploy-server.nearest" -}}
{{- $nearest := "" }}
{{- $allowed := max 1 (div (len .name) 3) | int }}
{{- range $known := .known }}
  {{- $far := include "deploy-server.distance" (dict "from" (upper $.name) "to" $known) | int }}
  {{- if le $far $allowed }}
    {{- $nearest = $known }}
    {{- $allowed = sub $far 1 | int }}
  {{- end }}
{{- end }}
{{- $nearest }}
{{- end }}
