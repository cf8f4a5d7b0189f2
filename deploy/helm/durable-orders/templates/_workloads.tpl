{{/*
Every Deployment of the release, as { workloads: [{ name, component, values, command, port, graceSeconds, image, build? }] }. A worker has
one for each build id, so that Temporal can leave an order with the build that began it. The API's is a Rollout where versions of it come by
a canary.
*/}}
{{- define "orders.workloads" -}}
{{- $drain := include "orders.seconds" (.Values.config.DRAIN_MS | default 10000) | int -}}
{{- $grace := include "orders.seconds" (.Values.config.WORKER_GRACE_MS | default 20000) | int -}}
{{- $image := include "orders.image" (dict "root" . "tag" .Values.image.tag "digest" .Values.image.digest) -}}
workloads:
  {{- include "orders.workload" (dict "root" . "component" "api" "image" $image "port" 8080 "grace" (add $drain 10)
      "command" (list "node" "--heap-growing-percent=30" "--max-semi-space-size=4" "api/main.ts")) | nindent 2 }}
  {{- $worker := dict "root" . "component" "worker" "image" $image "port" 8081 "grace" (add $grace 15) "command" (list "node" "worker/main.ts") }}
  {{- if .Values.worker.versioning.enabled }}
  {{- include "orders.workload" (merge (dict "build" (include "orders.buildId" .)) $worker) | nindent 2 }}
  {{- range .Values.worker.versioning.olderBuilds }}
  {{- $older := include "orders.image" (dict "root" $ "tag" .tag "digest" .digest) }}
  {{- include "orders.workload" (merge (dict "build" .buildId "image" $older "replicas" .replicas) $worker) | nindent 2 }}
  {{- end }}
  {{- else }}
  {{- include "orders.workload" $worker | nindent 2 }}
  {{- end }}
  {{- include "orders.workload" (dict "root" . "component" "relay" "image" $image "port" 8082 "grace" (add $drain 10)
      "command" (list "node" "worker/relay-main.ts")) | nindent 2 }}
  {{- include "orders.workload" (dict "root" . "component" "webhooks" "image" $image "port" 8085 "grace" (add $drain 10)
      "command" (list "node" "worker/webhooks-main.ts")) | nindent 2 }}
  {{- if .Values.partners.enabled }}
  {{- include "orders.workload" (dict "root" . "component" "partners" "image" $image "port" 8083 "grace" (add $drain 10)
      "command" (list "node" "partners/main.ts")) | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* The least number of replicas stands in it, and whether a scaler moves it. */}}
{{- define "orders.workload" -}}
{{- $values := index .root.Values .component -}}
{{- $scaler := $values.autoscaling | default (dict "enabled" false) -}}
{{- $name := printf "%s-%s" (include "orders.fullname" .root) .component -}}
{{- $isCanary := and (eq .component "api") .root.Values.api.canary.enabled -}}
- component: {{ .component }}
  apiVersion: {{ $isCanary | ternary "argoproj.io/v1alpha1" "apps/v1" }}
  kind: {{ $isCanary | ternary "Rollout" "Deployment" }}
  name: {{ if .build }}{{ printf "%s-%s" $name (include "orders.slug" .build) }}{{ else }}{{ $name }}{{ end }}
  image: {{ .image | quote }}
  port: {{ .port }}
  graceSeconds: {{ add .grace .root.Values.preStopSeconds }}
  command: {{ toJson .command }}
  isScaled: {{ $scaler.enabled }}
  replicas: {{ $scaler.enabled | ternary $scaler.minReplicas (.replicas | default $values.replicas) }}
  {{- with .build }}
  build: {{ . | quote }}
  {{- end }}
{{- end -}}

{{/* What a name of Kubernetes may hold; two builds that differ in other characters stay two. */}}
{{- define "orders.slug" -}}
{{- $slug := regexReplaceAll "[^a-z0-9-]+" (lower .) "-" | trunc 16 | trimAll "-" -}}
{{- eq $slug . | ternary $slug (printf "%s-%s" $slug (sha256sum . | trunc 6)) -}}
{{- end -}}

{{- define "orders.seconds" -}}
{{- div (add (int .) 999) 1000 -}}
{{- end -}}

{{/* Of (dict "root" $ "workload" $w) */}}
{{- define "orders.workloadSelector" -}}
{{ include "orders.selector" .root }}
app.kubernetes.io/component: {{ .workload.component }}
{{- with .workload.build }}
durable-orders/build: {{ include "orders.slug" . | quote }}
{{- end }}
{{- end -}}
