import { isTargetError } from '../errors.js';
import type { HostDescription } from '../host/host-description.js';
import { describeRemoteHost } from '../remote/describe-remote.js';
import type { Container } from './container.js';
import type { Engine } from './engine.js';

interface EngineInfo {
  NCPU?: number;
  MemTotal?: number;
  KernelVersion?: string;
  OperatingSystem?: string;
  Architecture?: string;
  Name?: string;
  CgroupVersion?: string;
}

/** Describes the engine's host from the engine's own words and, where a container has a shell, its `/proc`. */
export async function describeEngineHost(
  engine: Engine,
  container: Container | null,
): Promise<HostDescription> {
  const info = (await engine.ask('asking about the host', () => engine.docker.info())) as EngineInfo;
  const inside = container === null ? null : await fromInside(container);
  return {
    cpu_model: inside?.cpu_model ?? null,
    nproc: info.NCPU ?? null,
    mem_total_kib: info.MemTotal === undefined ? null : Math.floor(info.MemTotal / 1024),
    swap_total_kib: inside?.swap_total_kib ?? null,
    kernel: info.KernelVersion ?? null,
    // The distribution inside a container is the image's, not the host's.
    os: info.OperatingSystem ?? null,
    arch: info.Architecture ?? null,
    hostname: info.Name ?? null,
    governor: inside?.governor ?? null,
    virtualisation: null,
    cgroup_version: info.CgroupVersion === '2' ? 2 : info.CgroupVersion === '1' ? 1 : null,
    transparent_hugepages: inside?.transparent_hugepages ?? null,
    load1: inside?.load1 ?? null,
  };
}

async function fromInside(container: Container): Promise<HostDescription | null> {
  try {
    return await describeRemoteHost((argv, options) => container.exec(argv, options));
  } catch (error) {
    // No shell in the image, or it just ended: the engine's own words remain.
    if (isTargetError(error)) return null;
    throw error;
  }
}
