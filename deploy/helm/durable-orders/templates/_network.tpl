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
