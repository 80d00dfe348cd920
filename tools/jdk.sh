# shellcheck shell=sh
# Finds the JDK this project runs on. Sourced (never run) by build, estats and .ci/run.
# Versions are read from each JDK's `release` file: asking `java -version` costs 40 ms a candidate.

jdk_release_min=25

# jdk_rank DIR: sets jdk_rank to a number that orders JDKs (25.0.3 -> 25000003), 0 for none.
jdk_rank() {
  jdk_rank=0
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  jdk_version=
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_version=${jdk_line#*=}
        jdk_version=${jdk_version#\"}
        jdk_version=${jdk_version%%[!0-9.]*}
        break
        ;;
    esac
  done <"$1/release"
  jdk_numbers=$jdk_version.0.0.
  jdk_major=${jdk_numbers%%.*}
  jdk_numbers=${jdk_numbers#*.}
  jdk_minor=${jdk_numbers%%.*}
  jdk_numbers=${jdk_numbers#*.}
  jdk_patch=${jdk_numbers%%.*}
  jdk_rank=$((${jdk_major:-0} * 1000000 + ${jdk_minor:-0} * 1000 + ${jdk_patch:-0}))
}

# jdk_fits DIR: true where DIR is a JDK that is new enough.
jdk_fits() {
  jdk_rank "$1"
  [ "$jdk_rank" -ge "$((jdk_release_min * 1000000))" ]
}

# jdk_newest DIR..: sets JAVA_HOME to the newest one that fits; false where none does.
jdk_newest() {
  jdk_best=0
  for jdk_dir in "$@"; do
    if jdk_fits "$jdk_dir" && [ "$jdk_rank" -gt "$jdk_best" ]; then
      jdk_best=$jdk_rank
      JAVA_HOME=$jdk_dir
    fi
  done
  [ "$jdk_best" -gt 0 ]
}

# find_jdk [HOME..]: exports JAVA_HOME, or says in one line how to get a JDK and returns 1.
# Each HOME is a home directory in which SDKMAN may have put one.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_fits "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  jdk_java=$(command -v java) && jdk_java=$(readlink -f -- "$jdk_java")
  if [ -n "$jdk_java" ] && jdk_newest "${jdk_java%/bin/java}"; then
    export JAVA_HOME
    return 0
  fi
  for jdk_home in "$@"; do
    set -- "$@" "$jdk_home"/.sdkman/candidates/java/*
    shift
  done
  if jdk_newest /usr/lib/jvm/* /opt/*jdk* "$@"; then
    export JAVA_HOME
    return 0
  fi
  echo "estats: no JDK $jdk_release_min or newer found: unpack one (https://adoptium.net)" \
    "under /opt or /usr/lib/jvm, or set JAVA_HOME to where it is" >&2
  return 1
}
