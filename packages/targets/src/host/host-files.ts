/** The files a host is described from; the order is the one the remote reader prints them in. */
export const HOST_FILES = [
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/loadavg',
  '/proc/mounts',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/hostname',
  '/proc/sys/kernel/arch',
  '/etc/os-release',
  '/sys/devices/system/cpu/online',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor',
  '/sys/kernel/mm/transparent_hugepage/enabled',
  '/sys/class/dmi/id/sys_vendor',
  '/sys/class/dmi/id/product_name',
  '/sys/hypervisor/type',
  '/run/systemd/container',
  '/.dockerenv',
  '/run/.containerenv',
] as const;

export type HostFile = (typeof HOST_FILES)[number];

/** Text of the files that could be read. */
export type HostTexts = Partial<Record<HostFile, string>>;
