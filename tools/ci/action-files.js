// The files through which a step tells the runner something.
import { appendFileSync } from 'node:fs';

/** Sets an output of the step; without a runner it is printed. */
export function setOutput(name, value) {
  const file = process.env.GITHUB_OUTPUT;
  if (file) appendFileSync(file, `${name}=${value}\n`);
  else console.log(`${name}=${value}`);
}

/** Adds Markdown to the job's summary, where there is one. */
export function addSummary(markdown) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file && markdown !== '') appendFileSync(file, `${markdown}\n`);
}

/** The value of an input; null where it is left empty. */
export function input(name) {
  const value = process.env[name]?.trim() ?? '';
  return value === '' ? null : value;
}

/** Whether a switch is on; anything but true and false is a mistake that must not pass as either. */
export function isOn(name) {
  const value = input(name) ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  console.error(`${name} is '${value}': it must be true or false`);
  process.exit(2);
}
