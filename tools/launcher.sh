# shellcheck shell=sh
# What ./estats runs: a folder with the jars of the command line, beside it the name of that folder.
# Sourced (never run) by build, which makes it, and by estats, which runs it. Needs $root.
#
#   .estats-build/current     one line: the folder in use; its time is when that build began
#   .estats-build/jars-.../   the module path (and the place for a start-up cache made from it);
#                             in server/ what the daemon needs besides
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
  [ -n "$(find "$@" -newer "$launcher_dir/current" -print -quit)" ]
}

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
