# Keycloak, built for PostgreSQL: otherwise it builds itself at each start, and into folders that it may not write.
FROM quay.io/keycloak/keycloak:26.7.3
ENV KC_DB=postgres KC_HEALTH_ENABLED=true
RUN ["/opt/keycloak/bin/kc.sh", "build"]
