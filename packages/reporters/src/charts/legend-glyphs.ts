/** Legend samples are drawn in a box 26 wide and 14 high, centred on (13, 7). */

/** A short line. */
export function lineGlyph(color: string, dash?: string): string {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="M1,7H25" fill="none" stroke="${color}" stroke-width="2"${dashes}/>`;
}

/** A shaded box. */
export function areaGlyph(color: string, opacity: number): string {
  return `<rect x="2" y="1" width="22" height="12" fill="${color}" fill-opacity="${opacity}" stroke="${color}" stroke-opacity="0.5"/>`;
}

/** A filled dot: a point that can be relied on. */
export function dotGlyph(color: string): string {
  return `<circle cx="13" cy="7" r="4.5" fill="${color}"/>`;
}

/** A hollow triangle: a point that cannot. */
export function doubtGlyph(color: string, paper: string): string {
  return `<path d="M13,1.5L19,12H7Z" fill="${paper}" stroke="${color}" stroke-width="1.8"/>`;
}

/** A cross: nothing was measured here. */
export function failedGlyph(color: string): string {
  return `<path d="M9,3L17,11M17,3L9,11" fill="none" stroke="${color}" stroke-width="2"/>`;
}

/** An error bar. */
export function intervalGlyph(color: string): string {
  return `<path d="M13,1V13M9,1H17M9,13H17" fill="none" stroke="${color}" stroke-width="1.6"/>`;
}
