import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { writeAtomic } from '../engine/store.js';
import { badInput, EXIT } from '../errors.js';
import type { Choice, InitFlags } from '../init/choice.js';
import { choiceFromFlags } from '../init/choice-from-flags.js';
import { profileText } from '../init/profile-text.js';
import type { TriedSubject } from '../init/try-profile.js';
import { tryProfile } from '../init/try-profile.js';
import { loadProfile, parseProfile } from '../profile/load-profile.js';
import type { Io } from './run-lanes.js';

const CONFIG_FILE = 'medkit-bench.config.yaml';

/** Writes a profile and a configuration for what somebody wants to measure, after a look at it. */
export async function initCommand(flags: InitFlags, io: Io): Promise<number> {
  const choice = choiceFromFlags(flags) ?? (await askOrRefuse(io));
  const file = choice.kind === 'shipped' ? null : path.resolve(flags.output ?? 'profile.yaml');
  for (const taken of [file, path.resolve(CONFIG_FILE)]) {
    if (taken !== null && existsSync(taken) && !flags.force)
      throw badInput(`${taken} is there already`, 'use --force to replace it, or --output for the profile');
  }
  const text =
    choice.kind === 'shipped' ? null : profileText(choice, nameOf(choice), path.dirname(file ?? '.'));
  if (flags.check !== false) await look(choice, text, file, io);
  if (file !== null && text !== null) writeAtomic(file, text);
  const profile = choice.kind === 'shipped' ? choice.profile : `./${path.relative('.', file ?? '')}`;
  writeAtomic(path.resolve(CONFIG_FILE), stringify({ profile }));
  io.stdout.write(
    [
      ...(file === null ? [] : [`profile:       ${file}`]),
      `configuration: ${path.resolve(CONFIG_FILE)}`,
      '',
      `next: medkit-bench ${choice.kind === 'shipped' ? 'all --lanes footprint,scaling' : 'footprint'} --quick`,
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

async function askOrRefuse(io: Io): Promise<Choice> {
  if (!io.stdout.isTTY || !process.stdin.isTTY) {
    throw badInput(
      'there is no terminal to ask on',
      'say it with flags: --process NAME, --pid N, --container NAME, --compose FILE --service NAME, --ssh USER@HOST --process NAME, --ros2-medkit or --demo',
    );
  }
  const { choiceFromAnswers } = await import('../init/choice-from-answers.js');
  return choiceFromAnswers();
}

function nameOf(choice: Choice): string {
  const given =
    choice.kind === 'process' || choice.kind === 'ssh'
      ? (choice.name ?? (choice.kind === 'process' ? programOf(choice.pid) : null) ?? `pid-${choice.pid}`)
      : choice.kind === 'container'
        ? choice.container
        : choice.kind === 'compose'
          ? choice.service
          : choice.profile;
  return (
    given
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'target'
  );
}

/** The name a reader of the report will know the process by, where it runs on this host. */
function programOf(pid: number | null): string | null {
  const file = `/proc/${pid}/comm`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

// A shipped profile is known to work where its parts are; what was just made up is looked at before it is kept.
async function look(choice: Choice, text: string | null, file: string | null, io: Io): Promise<void> {
  if (choice.kind === 'shipped') {
    loadProfile(choice.profile);
    return;
  }
  const profile = parseProfile(text ?? '', 'of your answers', path.dirname(file ?? '.'));
  const subjects = await tryProfile(profile, io.signal);
  for (const subject of subjects) io.stdout.write(`${sentence(subject)}\n`);
}

function sentence({ pid, sample }: TriedSubject): string {
  const mib = (kib: number | null | undefined): string =>
    kib === null || kib === undefined ? 'unknown' : `${(kib / 1024).toFixed(1)} MiB`;
  const threads = sample?.num_threads ?? 'an unknown number of';
  return `found process ${pid}: USS ${mib(sample?.uss_kib)}, anonymous ${mib(sample?.anonymous_kib)}, ${threads} threads`;
}
