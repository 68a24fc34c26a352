// Whether what a case needs is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const onPath = (name) =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].some((dir) =>
    existsSync(path.join(dir, name)),
  );

/** The library that lies to a program about the time, wherever this architecture has it. */
export function fakeTimeLibrary() {
  return readdirSync('/usr/lib')
    .map((name) => path.join('/usr/lib', name, 'faketime/libfaketime.so.1'))
    .find(existsSync);
}

const CHECKS = {
  docker: () => answers('docker', 'version') || 'no Docker engine answers',
  dockerd: () => (onPath('dockerd') && process.getuid() === 0) || 'dockerd needs root',
  sshd: () => onPath('sshd') || 'sshd is not installed',
  mount: () => (process.getuid() === 0 && onPath('mount')) || 'mounting a tmpfs needs root',
  faketime: () => fakeTimeLibrary() !== undefined || 'libfaketime is not installed',
  heaptrack: () => onPath('heaptrack') || 'heaptrack is not installed',
  valgrind: () => onPath('valgrind') || 'valgrind is not installed',
};

function answers(...argv) {
  try {
    execFileSync(argv[0], argv.slice(1), { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** The first thing that is missing, in words; null when all is there. */
export function missing(needs) {
  for (const need of needs) {
    const found = CHECKS[need]();
    if (found !== true) return found;
  }
  return null;
}
