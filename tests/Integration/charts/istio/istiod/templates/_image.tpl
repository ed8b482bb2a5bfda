{{- /* The image of a chart: whole where it holds a slash, else hub/name:tag-variant. */ -}}
{{- define "image" -}}
{{- $g := .Values.global | default dict -}}
{{- if contains "/" .Values.image -}}
{{ .Values.image }}
{{- else -}}
{{- $variant := .Values.variant | default $g.variant -}}
{{ .Values.hub | default $g.hub }}/{{ .Values.image }}:{{ .Values.tag | default $g.tag }}{{ with $variant }}-{{ . }}{{ end }}
{{- end -}}
{{- end -}}
