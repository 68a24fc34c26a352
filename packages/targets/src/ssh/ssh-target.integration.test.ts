import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../../tools/testing/require-component.ts';
import { startProxy } from '../../../../tools/testing/tcp-proxy.ts';
import { freePort, startSshServer } from '../../../../tools/testing/ssh-server.ts';
import type { SshServer } from '../../../../tools/testing/ssh-server.ts';
import { connectSsh } from './connect-ssh.js';
import type { SshOptions } from './ssh-options.js';
import type { SshTarget } from './ssh-target.js';

const isRoot = process.getuid?.() === 0;

describeWith(['sshd', 'ssh-keygen'], 'ssh target', () => {
  let server: SshServer;
  let target: SshTarget;
  const options = (more: Partial<SshOptions> = {}): SshOptions => ({
    address: `${server.user}@127.0.0.1:${server.port}`,
    identityFile: server.keyFile,
    knownHostsFiles: [server.knownHosts],
    agent: null,
    env: {},
    ...more,
  });
  beforeAll(async () => {
    server = await startSshServer({ password: isRoot });
    target = await connectSsh(options());
  });
  afterAll(async () => {
    await target?.close();
    await server?.stop();
  });

  it('carries arguments, input, environment, folder and exit code untouched', async () => {
    const odd = ['a b', "it's", '$HOME', '`id`', '"', '\\', '*', '\n', '', '-n', 'é€'];
    const script = 'printf "%s|" "$@"; printf "%s %s\\n" "$A" "$(pwd)"; cat; echo err >&2; exit 7';
    const result = await target.exec(['sh', '-c', script, 'sh', ...odd], {
      input: 'fed',
      env: { A: "x 'y" },
      cwd: '/tmp',
    });
    expect(result).toMatchObject({ code: 7, signal: null, stderr: 'err\n', timedOut: false });
    expect(result.stdout).toBe(`${odd.join('|')}|x 'y /tmp\nfed`);
  });

  it('moves bytes both ways and says why a file cannot be read', async () => {
    const file = path.join(server.dir, "odd 'name");
    const bytes = Buffer.from([0, 255, 10, 13, 128, 0]);
    await target.writeFile(file, bytes);
    expect(await target.readFile(file)).toEqual(bytes);
    await expect(target.readFile('/no/such')).rejects.toMatchObject({ code: 'MEDKIT_TARGET_FILE' });
    await expect(target.exec(['no-such-program-here'])).rejects.toMatchObject({
      code: 'MEDKIT_TARGET_NO_PROGRAM',
    });
    await expect(target.exec(['yes'], { maxOutputBytes: 1000 })).rejects.toMatchObject({
      code: 'MEDKIT_TARGET_OUTPUT_LIMIT',
    });
  });

  it('ends a command that runs out of time, on the other side too', async () => {
    const result = await target.exec(['sh', '-c', 'echo "$$"; exec sleep 4322'], { timeoutS: 0.5 });
    expect(result).toMatchObject({ code: null, timedOut: true });
    expect(existsSync(`/proc/${result.stdout.trim()}`)).toBe(false);
  });

  it('starts an instance, tells its pid, keeps its log and stops its whole group', async () => {
    const script = 'echo ready; echo odd >&2; sleep 4323 & wait';
    const instance = await target.start({ argv: ['sh', '-c', script], label: 'medkit-bench-ssh-test' });
    const seen = await target.describeProcess(instance.remotePid);
    expect(seen.cmdline).toEqual(['sh', '-c', script]);
    expect(instance.running()).toBe(true);
    expect(await instance.stop()).toEqual({ how: 'terminated', code: null, signal: 'SIGTERM' });
    expect(instance.logTail(5).sort()).toEqual(['odd', 'ready']);
    expect(groupOf('sleep 4323')).toEqual([]);
  });

  it("makes a port of the other side's loopback one of ours, until it is closed", async () => {
    const answers = net.createServer((socket) => socket.end('from there'));
    await new Promise<void>((done) => void answers.listen(0, '127.0.0.1', done));
    const there = (answers.address() as net.AddressInfo).port;
    const here = await freePort();
    const forward = await target.forward({ here, there });
    expect(await readAll(here)).toBe('from there');
    await expect(target.forward({ here, there })).rejects.toMatchObject({ code: 'MEDKIT_SSH_FORWARD' });
    await new Promise((done) => answers.close(done));
    // As on a port where nobody listens.
    await expect(readAll(here)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await forward.close();
    await expect(readAll(here)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('kills what ignores the first signal', async () => {
    const argv = ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done'];
    const instance = await target.start({ argv, label: 'medkit-bench-ssh-test' });
    expect(await instance.stop({ graceS: 0.3 })).toEqual({ how: 'killed', code: null, signal: 'SIGKILL' });
  });

  it('says that a program could not be started', async () => {
    const start = target.start({ argv: ['/no/such/program'], label: 'medkit-bench-ssh-test' });
    const instance = await start;
    expect(await instance.exited).toEqual({ code: 127, signal: null });
    expect(instance.logTail(3).join()).toMatch(/no.such.program/);
  });

  it('ends the window with its reason when the connection drops, keeps what came, and reconnects', async () => {
    const own = await connectSsh(options());
    const instance = await own.start({ argv: ['sleep', '4324'], label: 'medkit-bench-ssh-drop' });
    const stream = await own.stream(['sh', '-c', 'while :; do echo tick; sleep 0.05; done']);
    let got = '';
    stream.stdout.on('data', (chunk: Buffer) => (got += chunk.toString()));
    while (got.length < 20) await delay(10);
    server.dropConnections();
    await expect(stream.done).rejects.toMatchObject({ code: 'MEDKIT_SSH_DROPPED' });
    expect(got).toMatch(/^(tick\n){4,}/);
    expect(await instance.exited).toEqual({ code: null, signal: null });
    expect(instance.dropped?.message).toMatch(/broke: \S/);
    expect(await instance.stop()).toEqual({ how: 'exited', code: null, signal: null });

    expect((await own.exec(['echo', 'again'])).stdout).toBe('again\n');
    for (let tries = 0; tries < 100 && groupOf('sleep 4324').length > 0; tries += 1) await delay(50);
    expect(groupOf('sleep 4324')).toEqual([]);
    await own.close();
    await expect(own.exec(['true'])).rejects.toMatchObject({ code: 'MEDKIT_TARGET_CLOSED' });
    await target.exec(['true']);
  });

  it('refuses an unknown host, accepts it when told to, and never a changed key', async () => {
    const fresh = path.join(server.dir, 'fresh', 'known_hosts');
    const unknown = connectSsh(options({ knownHostsFiles: [fresh] }));
    await expect(unknown).rejects.toMatchObject({ code: 'MEDKIT_SSH_UNKNOWN_HOST' });
    await expect(unknown).rejects.toThrow(/SHA256:[\w+/]{43}.*--accept-new-host-key/);
    expect(existsSync(fresh)).toBe(false);

    const accepted = await connectSsh(options({ knownHostsFiles: [fresh], acceptNewHostKey: true }));
    await accepted.close();
    expect(readFileSync(fresh, 'utf8')).toBe(readFileSync(server.knownHosts, 'utf8'));
    await (await connectSsh(options({ knownHostsFiles: [fresh] }))).close();

    const other = readFileSync(`${server.keyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const changed = path.join(server.dir, 'changed');
    writeFileSync(changed, `[127.0.0.1]:${server.port} ${other}\n`);
    const refused = connectSsh(options({ knownHostsFiles: [changed], acceptNewHostKey: true }));
    await expect(refused).rejects.toMatchObject({ code: 'MEDKIT_SSH_CHANGED_HOST_KEY' });
    await expect(refused).rejects.toThrow(/ssh-keygen -R/);
  });

  it('knows a host from a hashed entry, as ssh-keygen writes it', async () => {
    const hashed = path.join(server.dir, 'hashed');
    writeFileSync(hashed, readFileSync(server.knownHosts));
    spawnSync('ssh-keygen', ['-q', '-H', '-f', hashed]);
    expect(readFileSync(hashed, 'utf8')).toMatch(/^\|1\|/);
    await (await connectSsh(options({ knownHostsFiles: [hashed] }))).close();
  });

  it('says what was tried when the login is refused', async () => {
    const stranger = path.join(server.dir, 'stranger');
    if (!existsSync(stranger)) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    await expect(connectSsh(options({ identityFile: stranger }))).rejects.toThrow(
      /refused the login \(tried: key .*stranger\)/,
    );
    await expect(connectSsh(options({ identityFile: '/no/such/key' }))).rejects.toMatchObject({
      code: 'MEDKIT_SSH_KEY',
    });
    await expect(connectSsh(options({ identityFile: server.knownHosts }))).rejects.toMatchObject({
      code: 'MEDKIT_SSH_KEY',
    });
  });

  it('opens an encrypted key with a passphrase from the environment or a prompt, and says when it is wrong', async () => {
    const locked = path.join(server.dir, 'locked');
    writeFileSync(locked, readFileSync(server.keyFile), { mode: 0o600 });
    spawnSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', locked]);
    const asked: string[] = [];
    const prompt = (question: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve('open sesame');
    };
    await (await connectSsh(options({ identityFile: locked, prompt }))).close();
    expect(asked).toEqual([`Passphrase for ${locked}: `]);
    const env = { MEDKIT_SSH_PASSPHRASE: 'wrong' };
    await expect(connectSsh(options({ identityFile: locked, env }))).rejects.toThrow(/passphrase is wrong/);
    await expect(connectSsh(options({ identityFile: locked }))).rejects.toThrow(/set MEDKIT_SSH_PASSPHRASE/);
  });

  it('says that nobody listens, and that an address makes no sense', async () => {
    const port = await freePort();
    await expect(connectSsh(options({ address: `x@127.0.0.1:${port}` }))).rejects.toMatchObject({
      code: 'MEDKIT_SSH_REFUSED',
    });
    await expect(connectSsh(options({ address: 'user:secret@host' }))).rejects.toThrow(/^((?!secret).)*$/);
  });

  it('gives up on a server that says nothing, and notices a link that went dead', async () => {
    const silent = await startProxy(null);
    const waiting = connectSsh(options({ address: `x@127.0.0.1:${silent.port}`, connectTimeoutS: 0.3 }));
    await expect(waiting).rejects.toMatchObject({ code: 'MEDKIT_TARGET_TIMEOUT' });
    await silent.stop();

    const proxy = await startProxy({ host: '127.0.0.1', port: server.port });
    const known = path.join(server.dir, 'through-proxy');
    writeFileSync(
      known,
      readFileSync(server.knownHosts, 'utf8').replace(String(server.port), String(proxy.port)),
    );
    const address = `${server.user}@127.0.0.1:${proxy.port}`;
    const far = await connectSsh(options({ address, knownHostsFiles: [known], silenceTimeoutS: 0.6 }));
    const stream = await far.stream(['sleep', '30']);
    proxy.mute();
    await expect(stream.done).rejects.toMatchObject({ code: 'MEDKIT_SSH_DROPPED' });
    await proxy.stop();
    await far.close();
  });

  it('logs in with a key that only the agent has', async () => {
    const agent = spawnSync('ssh-agent', ['-s', '-a', path.join(server.dir, 'agent')], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent.stdout)?.[1]);
    try {
      const env = { SSH_AUTH_SOCK: path.join(server.dir, 'agent') };
      expect(spawnSync('ssh-add', ['-q', server.keyFile], { env: { ...process.env, ...env } }).status).toBe(
        0,
      );
      const { identityFile: _none, agent: _off, ...rest } = options({ env });
      const own = await connectSsh(rest);
      expect((await own.exec(['echo', 'in'])).stdout).toBe('in\n');
      await own.close();
    } finally {
      process.kill(pid, 'SIGTERM');
    }
  });

  it('describes the host behind it', async () => {
    const described = await target.describe();
    expect(described).toMatchObject({ nproc: os.cpus().length, kernel: os.release(), arch: os.machine() });
    expect(described.mem_total_kib).toBeGreaterThan(100_000);
  });

  it.runIf(isRoot)(
    'logs in with a password from the environment or a prompt, and says when it is wrong',
    async () => {
      const user = `medkit${process.pid % 100_000}`;
      const made = spawnSync('useradd', ['-M', '-d', '/tmp', '-s', '/bin/sh', user]);
      expect(made.status).toBe(0);
      try {
        expect(spawnSync('chpasswd', { input: `${user}:pass word'1\n` }).status).toBe(0);
        const login = (more: Partial<SshOptions>): Promise<SshTarget> => {
          const { identityFile: _unused, ...rest } = options(more);
          return connectSsh({ ...rest, address: `${user}@127.0.0.1:${server.port}` });
        };
        const byEnv = await login({ env: { MEDKIT_SSH_PASSWORD: "pass word'1" } });
        expect((await byEnv.exec(['id', '-un'])).stdout).toBe(`${user}\n`);
        await byEnv.close();
        await (await login({ prompt: () => Promise.resolve("pass word'1") })).close();
        const wrong = login({ env: { MEDKIT_SSH_PASSWORD: 'wrong' } });
        await expect(wrong).rejects.toMatchObject({ code: 'MEDKIT_SSH_AUTH' });
        await expect(wrong).rejects.toThrow(/^((?!wrong).)*$/);
      } finally {
        spawnSync('userdel', ['-f', user]);
      }
    },
  );
});

function groupOf(commandLine: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line === commandLine);
}

/** What a loopback port says until it closes. */
function readAll(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    net
      .connect(port, '127.0.0.1')
      .on('data', (chunk) => (text += chunk.toString()))
      .on('end', () => resolve(text))
      .on('error', reject);
  });
}
