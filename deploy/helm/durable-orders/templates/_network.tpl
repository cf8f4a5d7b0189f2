{{/* Of (dict "port" 5432 "peers" [] ) : one way out. */}}
{{- define "orders.wayOut" -}}
- ports: [{ port: {{ .port }} }]
  {{- with .peers }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Of (dict "ports" (list 8080) "peers" []) : one way in. */}}
{{- define "orders.wayIn" -}}
- ports:
    {{- range .ports }}
    - { port: {{ . }} }
    {{- end }}
  {{- with .peers }}
  from: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Of (dict "root" $ "component" "api"): the pods of a process of this release, as a peer. */}}
{{- define "orders.peer" -}}
- podSelector:
    matchLabels:
      {{- include "orders.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Of (dict "root" $ "component" "api" "port" 8080): the ports of a Service. */}}
{{- define "orders.ports" -}}
- { name: http, port: {{ .port }}, targetPort: http, appProtocol: http }
{{- if eq .component "api" }}
- { name: grpc, port: 50051, targetPort: grpc, appProtocol: {{ if .root.Values.api.grpcTls.existingSecret }}https{{ else }}kubernetes.io/h2c{{ end }} }
{{- end }}
{{- end -}}

{{/* Of (dict "root" $ "hostnames" []): the Gateways that a route is for, and its names there. */}}
{{- define "orders.parents" -}}
parentRefs: {{- toYaml .root.Values.gateway.parentRefs | nindent 2 }}
{{- with .hostnames }}
hostnames: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
