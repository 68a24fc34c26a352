import { readFileSync } from 'node:fs';
import os from 'node:os';

/** The host as the one component that a graph without a manifest has. */
export interface HostIdentity {
  id: string;
  name: string;
  description: string;
}

/** This host: its name, made an id, and what runs on it. */
export function hostIdentity(): HostIdentity {
  const name = os.hostname();
  const id = name
    .toLowerCase()
    .replace(/[. ]/g, '_')
    .replace(/[^a-z0-9_-]/g, '')
    .slice(0, 256);
  return { id: id || 'unknown_host', name, description: `${systemName()} on ${os.machine()}` };
}

function systemName(): string {
  try {
    const named = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return named ?? os.type();
  } catch {
    return os.type();
  }
}
