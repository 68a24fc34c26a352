import type { Check } from '../finding.js';
import { finding, ok } from '../finding.js';

/** A container engine that answers. */
export const engineCheck: Check = async (host) => {
  const result = await host.run(['docker', 'version', '--format', '{{.Server.Version}}']);
  if (result === null)
    return finding(
      'engine',
      'missing',
      'no docker command',
      'profiles that start containers cannot run here',
      'apt-get install docker.io',
    );
  if (result.code === 0 && result.stdout.trim() !== '') return ok('engine', `engine ${result.stdout.trim()}`);
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  if (/permission denied/i.test(said))
    return finding(
      'engine',
      'missing',
      'the engine refuses you',
      'profiles that start containers cannot run as this user',
      'sudo usermod -aG docker "$USER" and log in again (that group is as good as root)',
    );
  return finding(
    'engine',
    'missing',
    `no engine answers: ${said.slice(0, 160)}`,
    'profiles that start containers cannot run here',
    host.env['DOCKER_HOST'] === undefined ? 'sudo systemctl start docker' : 'look at DOCKER_HOST',
  );
};

/** Compose, version 2 or 1. */
export const composeCheck: Check = async (host) => {
  const plugin = await host.run(['docker', 'compose', 'version', '--short']);
  if (plugin?.code === 0) return ok('compose', `docker compose ${plugin.stdout.trim()}`);
  const old = await host.run(['docker-compose', 'version', '--short']);
  if (old?.code === 0) return ok('compose', `docker-compose ${old.stdout.trim()}`);
  return finding(
    'compose',
    'missing',
    'neither docker compose nor docker-compose',
    'profiles that start a compose service cannot run here',
    'apt-get install docker-compose',
  );
};

/** What is needed to reach another host. */
export const sshCheck: Check = async (host) => {
  const client = await host.run(['ssh', '-V']);
  const home = host.env['HOME'] ?? '/root';
  const known = host.read(`${home}/.ssh/known_hosts`);
  if (client === null)
    return finding(
      'ssh',
      'missing',
      'no ssh command',
      'proc-sampler --ssh cannot run; lanes over SSH bring their own client',
      'apt-get install openssh-client',
    );
  const version = `${client.stdout}${client.stderr}`.trim().split(',')[0] ?? 'ssh';
  if (known === null || known.trim() === '')
    return finding(
      'ssh',
      'note',
      `${version}, no known hosts`,
      'an unknown host is refused until you have accepted its key',
      'connect once with ssh, or use --accept-new-host-key',
    );
  const agent = host.env['SSH_AUTH_SOCK'] === undefined ? 'no agent' : 'an agent';
  return ok('ssh', `${version}, ${agent}`);
};
