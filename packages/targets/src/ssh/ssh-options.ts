/** How to reach and enter a host. Secrets come from a prompt or the environment, never from arguments. */
export interface SshOptions {
  /** `USER@HOST[:PORT]`. */
  address: string;
  /** Private key file; default: the agent's keys, then `~/.ssh/id_ed25519`, `id_ecdsa`, `id_rsa`. */
  identityFile?: string;
  /** Agent socket; default `SSH_AUTH_SOCK`; null for none. */
  agent?: string | null;
  /** Asked when a password or a key's passphrase is needed; default: the environment variables only. */
  prompt?: (question: string) => Promise<string | null>;
  /** Files that host keys are checked against; default the user's and the system's. New keys go to the first. */
  knownHostsFiles?: readonly string[];
  /** Remember the key of a server never seen before instead of refusing it. A changed key is always refused. */
  acceptNewHostKey?: boolean;
  /** Seconds until a connection that is not ready is given up; default 15. */
  connectTimeoutS?: number;
  /** Seconds without an answer after which a silent connection counts as broken; default 15. */
  silenceTimeoutS?: number;
  /** Where the environment is read; replaced in tests. */
  env?: NodeJS.ProcessEnv;
}

/** Environment variable with the password. */
export const PASSWORD_VARIABLE = 'MEDKIT_SSH_PASSWORD';

/** Environment variable with the passphrase of the key file. */
export const PASSPHRASE_VARIABLE = 'MEDKIT_SSH_PASSPHRASE';
