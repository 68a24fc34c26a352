import type { Check } from '../finding.js';
import { ok } from '../finding.js';

/** Charts bring their font, so a bare server draws text. */
export const fontsCheck: Check = () => ok('fonts', 'charts are drawn with the font that comes with them');
