# A set-up file as ROS 2 generates them: reads variables that may not be set, prepends to search paths.
_prefix=$(builtin cd "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd)
export ROS_VERSION=2 ROS_PYTHON_VERSION=3 ROS_DISTRO=jazzy
export AMENT_PREFIX_PATH=$_prefix${AMENT_PREFIX_PATH:+:$AMENT_PREFIX_PATH}
export PATH=$_prefix/bin:$PATH
[ -n "$COLCON_TRACE" ]
if [ -n "$AMENT_TRACE_SETUP_FILES" ]; then echo "# . $_prefix/setup.bash"; fi
: "${ROS_AUTOMATIC_DISCOVERY_RANGE:=SUBNET}"
export ROS_AUTOMATIC_DISCOVERY_RANGE
unset _prefix
