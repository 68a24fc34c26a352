/* eslint-disable no-control-regex -- finding control characters is what this file is for */
// What a terminal, an editor or a log viewer would act on instead of show: escape sequences first (whole, so that
// their parameters do not stay behind as text), then every other control, bidirectional override and line separator.
const ESCAPE_SEQUENCE =
  /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[PX^_][^\u001B]*(?:\u001B\\)?|[ -/]*[0-~])?|\u009B[0-?]*[ -/]*[@-~]/gu;
const UNSEEN =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const BREAKS = /[\s\u2028\u2029]+/gu;

/** Longest text a report carries of a foreign name or message. */
const MAX_LENGTH = 2000;

/**
 * Foreign text as one harmless line: no escape sequences, controls or direction overrides, blanks run together.
 * What a damaged file holds in place of a text becomes an empty one.
 */
export function plainLine(text: unknown, maxLength: number = MAX_LENGTH): string {
  const line = (typeof text === 'string' ? text : '')
    .replace(ESCAPE_SEQUENCE, '')
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '')
    .replace(LONE_SURROGATE, '\uFFFD')
    .trim();
  return line.length > maxLength ? `${[...line].slice(0, maxLength).join('')}…` : line;
}
