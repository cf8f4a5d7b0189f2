{{/* What the pods of processes, set-up and tests have in common: Pod Security "restricted", and no way to Kubernetes. */}}
{{- define "orders.podSettings" -}}
serviceAccountName: {{ include "orders.fullname" . }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* Of (dict "root" $ "image" … "values" …): image, environment and rights of a container. */}}
{{- define "orders.container" -}}
image: {{ .image | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
env:
  {{- include "orders.env" .root | nindent 2 }}
  {{- with .env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
envFrom:
  - secretRef:
      name: {{ required "existingSecret has to name the Secret with DATABASE_URL and the other secret variables" (.values.existingSecret | default .root.Values.existingSecret) }}
resources: {{- toYaml .values.resources | nindent 2 }}
{{- end -}}

{{/* The configuration stands in the pod itself: what changes it rolls the pods, and the set-up before an upgrade has the new one. */}}
{{- define "orders.env" -}}
{{- $fullname := include "orders.fullname" . -}}
{{- $own := dict "API_HOST" "0.0.0.0" "PUBLIC_URL" (printf "http://%s-api:8080" $fullname) -}}
{{- if .Values.partners.enabled -}}
{{- $_ := set $own "PARTNERS_URL" (printf "http://%s-partners:8083" $fullname) -}}
{{- end -}}
{{- range $name, $value := merge (deepCopy .Values.config) $own }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end -}}
