#!/usr/bin/env bash
# Becomes a command in a ROS 2 environment: sources set-up files, then execs, so that the process id
# of this script is the command's.
#
# usage: with-ros.bash [--setup FILE[:FILE...]] [--domain N] [--rmw NAME] [--range NAME]
#                      [--find PACKAGE NAME] -- COMMAND [ARGUMENT...]
#
#   --setup   files to source, in this order; without it the environment is taken as it is
#   --find    the word NAME of the command stands for that executable of PACKAGE
#
# What the caller sets wins over what a set-up file sets; an empty value leaves the environment's own.
# Not `set -u`: set-up files of ROS read variables that are not set.
set -eo pipefail

fail() {
  printf 'with-ros: %s\n' "$*" >&2
  exit 2
}

setup='' domain='' rmw='' range='' package='' name=''
while [ $# -gt 0 ]; do
  case $1 in
    --setup) setup=$2 && shift 2 ;;
    --domain) domain=$2 && shift 2 ;;
    --rmw) rmw=$2 && shift 2 ;;
    --range) range=$2 && shift 2 ;;
    --find) package=$2 name=$3 && shift 3 ;;
    --) shift && break ;;
    *) fail "unknown option '$1'" ;;
  esac
done
[ $# -gt 0 ] || fail 'there is no command'
command=("$@")

domain=${domain:-${ROS_DOMAIN_ID:-}}
rmw=${rmw:-${RMW_IMPLEMENTATION:-}}
range=${range:-${ROS_AUTOMATIC_DISCOVERY_RANGE:-}}

# A set-up file must not take our arguments for its own, nor end us with a status it does not mind.
set --
IFS=: read -ra setup_files <<<"$setup"
for file in "${setup_files[@]}"; do
  [ -n "$file" ] || continue
  [ -r "$file" ] || fail "there is no set-up file '$file'; give yours with --var setup=FILE"
  set +e
  # shellcheck disable=SC1090 # The file is the user's.
  source "$file"
  set -e
done

export_if_set() {
  if [ -n "$2" ]; then export "$1=$2"; fi
}
export_if_set ROS_DOMAIN_ID "$domain"
export_if_set RMW_IMPLEMENTATION "$rmw"
export_if_set ROS_AUTOMATIC_DISCOVERY_RANGE "$range"
if [ -n "${ROS_LOG_DIR:-}" ]; then mkdir -p "$ROS_LOG_DIR"; fi

# Prints where an executable of a package is; fails where it is not.
find_executable() {
  local prefix candidate
  local -a prefixes
  case $2 in
    */*)
      [ -x "$2" ] || return 1
      printf '%s\n' "$2"
      return
      ;;
  esac
  IFS=: read -ra prefixes <<<"${AMENT_PREFIX_PATH:-}"
  for prefix in "${prefixes[@]}"; do
    for candidate in "$prefix/lib/$1/$2" "$prefix/bin/$2"; do
      if [ -f "$candidate" ] && [ -x "$candidate" ]; then
        printf '%s\n' "$candidate"
        return
      fi
    done
  done
  command -v -- "$2"
}

if [ -n "$name" ]; then
  path=$(find_executable "$package" "$name") ||
    fail "no executable '$name' of package '$package' in AMENT_PREFIX_PATH (${AMENT_PREFIX_PATH:-empty}) or PATH; source the workspace that holds it: --var setup=FILE"
  for i in "${!command[@]}"; do
    if [ "${command[i]}" = "$name" ]; then command[i]=$path; fi
  done
fi
exec "${command[@]}"
