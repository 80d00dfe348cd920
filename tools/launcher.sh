# shellcheck shell=sh
# What ./estats runs: a folder with the jars of the command line, beside it the name of that folder.
# Sourced (never run) by build, which makes it, and by estats, which runs it. Needs $root.
#
#   .estats-build/current     one line: the folder in use; its time is when that build began
#   .estats-build/jars-.../   the module path; start.aot, the start-up cache made from it; get.aot,
#                            a smaller one for that command;
#                            version, what --version answers; server/, what the daemon needs besides
#   .estats-build/lock        held by whoever builds
#   .estats-build/build.log   what the last build for ./estats said
#
# The jars are copies, in a new folder each time, so that a rebuild never pulls them away from
# under a program that is running.

# shellcheck disable=SC2154 # set by the script that sources this
launcher_dir=$root/.estats-build

# launcher_jars: sets launcher_jars to the folder in use; false where nothing is built.
launcher_jars() {
  launcher_jars=
  [ -r "$launcher_dir/current" ] && IFS= read -r launcher_jars <"$launcher_dir/current" &&
    launcher_jars=$launcher_dir/$launcher_jars && [ -d "$launcher_jars" ]
}

# launcher_java ARG..: runs Java on what launcher_jars names. C1 only and the serial collector: a
# short command never earns back what C2 and G1 cost at start; one that goes on sets launcher_jvm
# to what it wants in place of C1, and one that has a start-up cache of its own launcher_aot. A
# cache that another JDK or another place of the checkout makes useless is passed over in silence.
launcher_java() {
  # A JVM does not start in a folder that was removed while a shell was in it.
  # shellcheck disable=SC3013 # POSIX.1-2024 has -ef, and every sh in use did before
  [ "$PWD" -ef . ] || env pwd -P >/dev/null 2>&1 || cd /
  launcher_cache=$launcher_jars/${launcher_aot:-start.aot}
  if [ -r "$launcher_cache" ]; then
    set -- -XX:AOTCache="$launcher_cache" -Xlog:disable -Xlog:all=error:stderr "$@"
  fi
  # shellcheck disable=SC2086 # a list of options
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC ${launcher_jvm:--XX:TieredStopAtLevel=1} \
    -XX:-UsePerfData --enable-native-access=org.estats.linux --module-path "$launcher_jars" "$@"
}

# launcher_server ARG..: the same for the commands that need the daemon's module. What it needs
# besides stands apart, because it would cost every other command time at its start.
launcher_server() {
  # Without it the C library keeps a pool of freed memory for each thread.
  export MALLOC_ARENA_MAX=2
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:-UsePerfData \
    --enable-native-access=org.estats.linux,duckdb.jdbc --add-modules org.estats.server \
    --module-path "$launcher_jars:$launcher_jars/server" "$@"
}

# launcher_bound HEAP: limits what the process may allocate besides its heap, such as 224m. One value
# in a stranger's SQL may be larger than this machine's memory: better it fails than the daemon dies.
launcher_bound() {
  case $1 in
    *[!0-9]*[!0-9]*) return ;;
    *[gG]) launcher_data=$((${1%?} * 1024)) ;;
    *[mM]) launcher_data=${1%?} ;;
    *) return ;;
  esac
  # shellcheck disable=SC3045 # where it is not known nothing is limited
  ulimit -S -d $(((launcher_data + 1536) * 1024)) 2>/dev/null || true
}

# launcher_heap: the memory for the daemon's objects: by the TCP sockets that there are now, about
# 12 kB each. ESTATS_HEAP, such as 800m, says otherwise.
launcher_heap() {
  launcher_sockets=0
  # What is allocated, not what is in use: that leaves out IPv6 sockets, which are all of a JVM's, and
  # other namespaces.
  while read -r launcher_protocol _ _ _ _ _ _ _ launcher_number _; do
    if [ "$launcher_protocol" = TCP: ]; then launcher_sockets=$launcher_number; fi
  done 2>/dev/null </proc/net/sockstat
  launcher_heap=$((120 + launcher_sockets / 80))
  echo "${ESTATS_HEAP:-$((launcher_heap < 224 ? 224 : launcher_heap))m}"
}

# shellcheck disable=SC2030,SC2031 # what a subshell sets is meant for it alone
# launcher_quicken DIR: makes the jars of a folder start quickly; never fails, for without it they
# only start more slowly.
launcher_quicken() {
  for launcher_old_jar in "$1"/picocli-*.jar; do
    "$JAVA_HOME/bin/java" "$root/tools/ModernClasses.java" "$launcher_old_jar" "$1/modern.new" &&
      mv "$1/modern.new" "$launcher_old_jar"
    rm -f "$1/modern.new"
  done
  (
    launcher_jars=$1
    launcher_java -XX:AOTCacheOutput="$1/start.aot" \
      --module org.estats.cli/org.estats.cli.Rehearsal
  ) || rm -f "$1/start.aot"
  (
    launcher_jars=$1 launcher_aot=get.aot
    launcher_java -XX:AOTCacheOutput="$1/get.new" \
      --module org.estats.cli/org.estats.cli.Rehearsal get
  ) && mv "$1/get.new" "$1/get.aot"
  (
    launcher_jars=$1
    launcher_java --module org.estats.cli/org.estats.cli.Main --version >"$1/version"
  ) || rm -f "$1/version"
  return 0
}

# launcher_stale: true where what is built is missing or older than a source of the program.
launcher_stale() {
  launcher_jars || return 0
  set -- "$root/pom.xml"
  for launcher_source in "$root"/*/pom.xml "$root"/*/src/main; do
    case $launcher_source in
      "$root"/bench/* | "$root"/examples/* | "$root"/windows/*) ;;
      *) set -- "$@" "$launcher_source" ;;
    esac
  done
  [ -n "$(find "$@" -name node_modules -prune -o -newer "$launcher_dir/current" -print -quit)" ]
}

# shellcheck disable=SC2031 # the subshells of launcher_quicken change theirs
# launcher_publish STAMP: makes what Maven left in cli/target the build in use, as old as STAMP.
# The build before it stays for programs that still run from it, older ones go.
launcher_publish() {
  launcher_old=
  launcher_jars && launcher_old=$launcher_jars
  launcher_new=jars-$(date +%Y%m%d-%H%M%S)-$$
  mkdir -p "$launcher_dir/$launcher_new/server" &&
    cp "$root"/cli/target/lib/*.jar "$root"/cli/target/estats-cli-*.jar \
      "$launcher_dir/$launcher_new" &&
    (cd "$launcher_dir/$launcher_new" &&
      mv estats-server-*.jar duckdb_jdbc-*.jar prometheus-*.jar server/) &&
    launcher_quicken "$launcher_dir/$launcher_new" &&
    echo "$launcher_new" >"$launcher_dir/current.new" &&
    touch -r "$1" "$launcher_dir/current.new" &&
    mv "$launcher_dir/current.new" "$launcher_dir/current" || return 1
  for launcher_jars in "$launcher_dir"/jars-*; do
    case $launcher_jars in
      "$launcher_dir/$launcher_new" | "$launcher_old") ;;
      *) rm -rf "$launcher_jars" ;;
    esac
  done
}
