#!/bin/sh
# Stands in for a program of the image's build; which one, its name says. What it was asked for is
# written to /var/log/build-steps, so that a test can read it.
set -eu

name=$(basename "$0")
printf '%s %s\n' "$name" "$*" >>/var/log/build-steps
case $name in
  git)
    [ "$1" = -C ] && shift 2
    case $1 in
      init) mkdir -p "$3" ;;
      fetch)
        case $6 in
          *[!0-9a-f]*)
            echo "fatal: couldn't find remote ref $6" >&2
            exit 128
            ;;
        esac
        echo "$6" >/tmp/fetched
        ;;
      rev-parse) cat /tmp/fetched ;;
    esac
    ;;
  colcon)
    # An isolated workspace, as colcon installs one: each package has a prefix of its own.
    for package in ros2_medkit_gateway ros2_medkit_fault_manager; do
      mkdir -p "/ws/install/$package/lib"
      ln -s "/opt/ros/jazzy/lib/$package" "/ws/install/$package/lib/$package"
    done
    cat >/ws/install/setup.bash <<'SETUP'
source /opt/ros/jazzy/setup.bash
export AMENT_PREFIX_PATH=/ws/install/ros2_medkit_fault_manager:/ws/install/ros2_medkit_gateway:$AMENT_PREFIX_PATH
SETUP
    ;;
esac
