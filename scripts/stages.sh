# Sourced by scripts that do their work in named stages, one line each; a log is shown only where a stage fails.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs
mkdir -p "$logs"

# stage NAME COMMAND...: runs the command with its output in a log; returns its status.
stage() {
  local name=$1 status=0 begin=$SECONDS
  shift
  stage_log="$logs/${name//[^a-z0-9]/-}.log"
  printf '%-28s' "$name"
  "$@" >"$stage_log" 2>&1 </dev/null || status=$?
  if ((status == 0)); then
    printf 'ok %5d s\n' $((SECONDS - begin))
  else
    printf 'FAILED (%d) after %d s, last lines of %s:\n' "$status" $((SECONDS - begin)) "$stage_log"
    tail -n 60 "$stage_log"
  fi
  return "$status"
}

# configure PRESET: writes the build files, where there are none yet or something changed.
configure() {
  [[ -f $root/build/$1/build.ninja ]] || cmake -S "$root" --preset "$1"
}

# build PRESET [TARGET...]: with TACIT_JOBS compilers at once, where it is given.
build() {
  local preset=$1
  shift
  cmake --build "$root/build/$preset" ${TACIT_JOBS:+-j "$TACIT_JOBS"} ${1:+--target "$@"}
}
