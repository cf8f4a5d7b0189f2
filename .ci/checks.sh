# Sourced by .ci/run and .ci/weekly: each check is told by its name, and all are counted.
failed_checks=0
passed_checks=0

check() {
  local name=$1
  shift
  echo "::: $name"
  if "$@"; then passed_checks=$((passed_checks + 1)); else failed_checks=$((failed_checks + 1)); echo "FAILED: $name"; fi
}

# The one line that is read by machines. With the counts of tests, if there were any.
closing_line() {
  local passed=$((${1:-0} + passed_checks)) failed=$((${2:-0} + failed_checks))
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# What the tests of the console browse with. Without it they are skipped, and skipped tests are failures.
install_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do [ -n "$name" ] && command -v "$name" >/dev/null && return; done
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || { echo 'Chromium is not here, and only root can install it'; return; }
  echo '::: Chromium'
  { apt-get update -q && apt-get install -q --yes --no-install-recommends chromium; } >/dev/null || echo 'Chromium could not be installed'
}

install() {
  echo '::: install'
  npm ci || { echo 'FAILED: install'; echo '0 passed, 1 failed'; exit 1; }
}
