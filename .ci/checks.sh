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

install() {
  echo '::: install'
  npm ci || { echo 'FAILED: install'; echo '0 passed, 1 failed'; exit 1; }
}
