{{- define "suffix" -}}{{- with .Values.revision }}-{{ . }}{{ end -}}{{- end -}}
{{- define "labels" -}}
app: istiod
istio.io/rev: {{ .Values.revision | default "default" | quote }}
release: {{ .Release.Name }}
{{- end -}}
{{- define "bundle" -}}
{{- with .Values.istiodRemote.injectionCABundle | default .Values.fixture.caBundle -}}
caBundle: {{ . }}
{{- end -}}
{{- end -}}
{{- define "isSeveral" -}}
{{- if or (and .Values.autoscaleEnabled (gt (.Values.autoscaleMin | int) 1)) (and (not .Values.autoscaleEnabled) (gt (.Values.replicaCount | int) 1)) -}}yes{{- end -}}
{{- end -}}
