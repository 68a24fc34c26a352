import { badInput } from '../errors.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';

/** Text of a flag, or what stands in a configuration file. */
type Value = string | number | (string | number)[];

/** One setting of lanes: its flag, its key in the configuration and how its text is read. */
export interface LaneOption {
  /** Long flag without dashes; with underscores it is the configuration key. */
  flag: string;
  placeholder: string;
  describe: string;
  lanes: readonly LaneName[];
  /** The setting that it gives, where that is not called like the flag (with `S` where it is a time). */
  setting?: keyof LaneSettings;
  /** May be given several times. */
  repeatable?: true;
  /** The flag may stand alone; its value is then `true`. */
  valueOptional?: true;
  /** Turns text (or a YAML value) into settings; throws naming the flag. */
  read(value: Value): Partial<LaneSettings>;
}

/** A value that must be one. */
export function scalar(value: Value, flag: string): string | number {
  if (Array.isArray(value)) throw badInput(`${flag}: one value is wanted, a list was given`);
  return value;
}

/** A list as its parser wants it. */
export function listText(value: Value): string | (string | number)[] {
  return typeof value === 'number' ? String(value) : value;
}

/** What was given once or several times. */
export function texts(value: Value): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The configuration key of an option. */
export function configKey(option: LaneOption): string {
  return option.flag.replaceAll('-', '_');
}

/** The name commander gives a flag's value. */
export function optionKey(option: LaneOption): string {
  return option.flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
