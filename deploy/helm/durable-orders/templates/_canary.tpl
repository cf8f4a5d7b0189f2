{{/* The strategy by which Argo Rollouts brings a version of the API. */}}
{{- define "orders.canary" -}}
{{- $fullname := include "orders.fullname" . -}}
canary:
  stableService: {{ $fullname }}-api-stable
  canaryService: {{ $fullname }}-api-canary
  # Without a gateway the shares are of pods.
  maxSurge: 1
  maxUnavailable: 0
  {{- if .Values.gateway.enabled }}
  trafficRouting:
    plugins:
      argoproj-labs/gatewayAPI:
        namespace: {{ .Release.Namespace }}
        httpRoutes: [{ name: {{ $fullname }} }]
        grpcRoutes: [{ name: {{ $fullname }} }]
  {{- end }}
  steps:
    {{- range .Values.api.canary.weights }}
    - setWeight: {{ . }}
    - analysis:
        templates: [{ templateName: {{ $fullname }}-api }]
        args: [{ name: version, valueFrom: { podTemplateHashValue: Latest } }]
    {{- end }}
{{- end -}}

{{/* Of (dict "root" $ "port" 8080): where a route leads, with the weights of when no version is being brought. */}}
{{- define "orders.apiBackends" -}}
{{- $api := printf "%s-api" (include "orders.fullname" .root) -}}
{{- if .root.Values.api.canary.enabled -}}
- { name: {{ $api }}-stable, port: {{ .port }}, weight: 100 }
- { name: {{ $api }}-canary, port: {{ .port }}, weight: 0 }
{{- else -}}
- { name: {{ $api }}, port: {{ .port }} }
{{- end -}}
{{- end -}}

{{/*
By name, what share of one version's requests is bad. As in deploy/observability/alerts.yaml what was shed is neither good nor bad, and `le`
is written `1` or `1.0`. Probes are no requests.
*/}}
{{- define "orders.canaryQueries" -}}
{{- $of := printf `namespace="%s",rollouts_pod_template_hash="{{args.version}}"` .Release.Namespace -}}
{{- $http := printf `%s,route!~"/healthz|/readyz|/health|/metrics"` $of -}}
{{- $grpc := printf `%s,method=~"orders[.]v1[.].+"` $of -}}
{{- $httpSubmits := printf `%s,method="POST",route="/orders"` $of -}}
{{- $grpcSubmits := printf `%s,method="orders.v1.Orders/CreateOrder"` $of -}}
{{- $failed := "INTERNAL|UNAVAILABLE|UNKNOWN|DEADLINE_EXCEEDED" -}}
{{- $window := .Values.api.canary.analysis.interval -}}
bad-requests: |-
  (
    (sum(rate(http_request_duration_seconds_count{ {{- $http }},status=~"5.."}[{{ $window }}])) or vector(0))
    + (sum(rate(grpc_request_duration_seconds_count{ {{- $grpc }},code=~"{{ $failed }}"}[{{ $window }}])) or vector(0))
  ) / (
    (sum(rate(http_request_duration_seconds_count{ {{- $http }},status!="429"}[{{ $window }}])) or vector(0))
    + (sum(rate(grpc_request_duration_seconds_count{ {{- $grpc }},code!="RESOURCE_EXHAUSTED"}[{{ $window }}])) or vector(0))
  )
bad-submits: |-
  1 - (
    (sum(rate(http_request_duration_seconds_bucket{ {{- $httpSubmits }},status!~"429|5..",le=~"1|1.0"}[{{ $window }}])) or vector(0))
    + (sum(rate(grpc_request_duration_seconds_bucket{ {{- $grpcSubmits }},code!~"RESOURCE_EXHAUSTED|{{ $failed }}",le=~"1|1.0"}[{{ $window }}])) or vector(0))
  ) / (
    (sum(rate(http_request_duration_seconds_count{ {{- $httpSubmits }},status!="429"}[{{ $window }}])) or vector(0))
    + (sum(rate(grpc_request_duration_seconds_count{ {{- $grpcSubmits }},code!="RESOURCE_EXHAUSTED"}[{{ $window }}])) or vector(0))
  )
{{- end -}}
