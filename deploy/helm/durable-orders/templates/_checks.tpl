{{/* What values.schema.json cannot say of one value, because it follows from several. */}}
{{- define "orders.checks" -}}
{{- $config := .Values.config -}}
{{- if not (or $config.OIDC_ISSUER (eq ($config.AUTH | default "") "none")) -}}
{{- fail "config.OIDC_ISSUER has to name the issuer of callers' tokens, or config.AUTH be \"none\" where something in front lets callers in" -}}
{{- end -}}
{{- if and $config.OIDC_ISSUER $config.AUTH -}}
{{- fail "config.AUTH cannot be \"none\" beside config.OIDC_ISSUER" -}}
{{- end -}}
{{- if not (or .Values.partners.enabled $config.PARTNERS_URL) -}}
{{- fail "config.PARTNERS_URL has to say where carrier and payment provider are, or partners.enabled be true: the simulated ones" -}}
{{- end -}}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) -}}
{{- fail "gateway.parentRefs has to name a Gateway" -}}
{{- end -}}
{{- with .Values.api.canary -}}
{{- if and .enabled (not .analysis.prometheus.address) -}}
{{- fail "api.canary.analysis.prometheus.address has to say where Prometheus is: no version is judged without it" -}}
{{- end -}}
{{- $before := 0 -}}
{{- range .weights -}}
{{- if le (int .) $before -}}
{{- fail "api.canary.weights have to rise" -}}
{{- end -}}
{{- $before = int . -}}
{{- end -}}
{{- end -}}
{{- range $component := list "api" "worker" -}}
{{- with (index $.Values $component).autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "%s.autoscaling.minReplicas is above maxReplicas" $component) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
