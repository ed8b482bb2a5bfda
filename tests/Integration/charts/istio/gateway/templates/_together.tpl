{{- define "gateway.together" -}}
{{- $defaults := index .Values "_internal_defaults_do_not_set" | deepCopy -}}
{{- $given := omit .Values "_internal_defaults_do_not_set" "global" | deepCopy -}}
{{- toYaml (mustMergeOverwrite $defaults $given) -}}
{{- end -}}

{{- define "gateway.labels" -}}
app: {{ .name }}
istio: {{ .name | trimPrefix "istio-" }}
{{- with .labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
