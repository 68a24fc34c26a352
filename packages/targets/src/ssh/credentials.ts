import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { messageOf, TargetError } from '../errors.js';
import type { SshAddress } from './ssh-address.js';
import type { SshOptions } from './ssh-options.js';
import { PASSPHRASE_VARIABLE, PASSWORD_VARIABLE } from './ssh-options.js';

/** One thing to try, in words for the message when all have failed. */
export interface Attempt {
  method: 'agent' | 'publickey' | 'password' | 'keyboard-interactive';
  name: string;
  /** What ssh2 is handed; null when there is nothing to try after all. */
  load(): Promise<Record<string, unknown> | null>;
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** What to try, in the order ssh itself tries: agent, keys, password. */
export function attempts(address: SshAddress, options: SshOptions): Attempt[] {
  const env = options.env ?? process.env;
  const agent = options.agent === undefined ? env['SSH_AUTH_SOCK'] : options.agent;
  const list: Attempt[] = [];
  // A key that was named is the one to use: an agent full of others would use up the server's patience.
  if (agent && options.identityFile === undefined) {
    list.push({ method: 'agent', name: 'agent', load: () => Promise.resolve({ agent }) });
  }
  for (const file of keyFiles(options)) {
    const named = options.identityFile !== undefined;
    list.push({ method: 'publickey', name: `key ${file}`, load: () => keyAt(file, named, options) });
  }
  const secret = once(() => password(address, options));
  list.push({ method: 'password', name: 'password', load: () => secret().then(asPassword) });
  list.push({ method: 'keyboard-interactive', name: 'password', load: () => secret().then(asPrompt) });
  return list;
}

function keyFiles(options: SshOptions): string[] {
  if (options.identityFile !== undefined) return [options.identityFile];
  return DEFAULT_KEYS.map((name) => path.join(os.homedir(), '.ssh', name));
}

async function keyAt(
  file: string,
  named: boolean,
  options: SshOptions,
): Promise<Record<string, unknown> | null> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (!named) return null;
    throw new TargetError('MEDKIT_SSH_KEY', `the key file ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const plain = ssh2.utils.parseKey(text);
  if (!(plain instanceof Error)) return { key: text };
  if (!/passphrase|encrypted/i.test(plain.message)) {
    if (!named) return null;
    throw new TargetError('MEDKIT_SSH_KEY', `${file} is no private key that can be used: ${plain.message}`);
  }
  const env = options.env ?? process.env;
  const passphrase = env[PASSPHRASE_VARIABLE] ?? (await options.prompt?.(`Passphrase for ${file}: `)) ?? null;
  if (passphrase !== null && !(ssh2.utils.parseKey(text, passphrase) instanceof Error)) {
    return { key: text, passphrase };
  }
  if (!named) return null;
  const why = passphrase === null ? `set ${PASSPHRASE_VARIABLE} or use an agent` : 'the passphrase is wrong';
  throw new TargetError('MEDKIT_SSH_KEY', `the key file ${file} is encrypted: ${why}`);
}

async function password(address: SshAddress, options: SshOptions): Promise<string | null> {
  const fromEnv = (options.env ?? process.env)[PASSWORD_VARIABLE];
  if (fromEnv !== undefined) return fromEnv;
  return (await options.prompt?.(`Password for ${address.username}@${address.host}: `)) ?? null;
}

function asPassword(secret: string | null): Record<string, unknown> | null {
  return secret === null ? null : { password: secret };
}

function asPrompt(secret: string | null): Record<string, unknown> | null {
  if (secret === null) return null;
  return {
    prompt: (
      _name: string,
      _instructions: string,
      _language: string,
      prompts: readonly unknown[],
      finish: (answers: string[]) => void,
    ) => finish(prompts.map(() => secret)),
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => (answer ??= work());
}
