{{- define "orders.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "orders.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of (dict "root" $ "component" "api"). The alerts know our processes by the job durable-orders, which part-of becomes. */}}
{{- define "orders.labels" -}}
{{ include "orders.selector" .root }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: durable-orders
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{/* Of (dict "root" $ "tag" … "digest" …): an older build has its own of these. */}}
{{- define "orders.image" -}}
{{- $repository := required "image.repository has to be set" .root.Values.image.repository -}}
{{- if .digest -}}
{{ $repository }}@{{ .digest }}
{{- else -}}
{{ $repository }}:{{ default .root.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}

{{/* By which Temporal knows a build of the worker. */}}
{{- define "orders.buildId" -}}
{{- with .Values.image -}}
{{- $.Values.worker.versioning.buildId | default (.digest | trimPrefix "sha256:" | trunc 12) | default .tag | default $.Chart.AppVersion -}}
{{- end -}}
{{- end -}}
