import type { Fault } from './fault.js';

const FIELD = /\{(code|severity|description|source_id)\}/g;

/** A text with `{code}`, `{severity}`, `{description}`, `{source_id}` replaced by the fault's own. */
export function fillText(text: string, fault: Fault): string {
  return text.replace(FIELD, (_, name: string) => String(fieldOf(fault, name)));
}

/** As {@link fillText}; what is put in keeps to its part of the address, whatever it holds. */
export function fillUrl(text: string, fault: Fault): string {
  return text.replace(FIELD, (_, name: string) => encodeURIComponent(String(fieldOf(fault, name))));
}

/** As {@link fillText} through a JSON value; a text that is only `{severity}` becomes a number. */
export function fillJson(value: unknown, fault: Fault): unknown {
  if (value === '{severity}') return fault.severity;
  if (typeof value === 'string') return fillText(value, fault);
  if (Array.isArray(value)) return value.map((item) => fillJson(item, fault));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillJson(item, fault)]));
}

function fieldOf(fault: Fault, name: string): string | number {
  switch (name) {
    case 'severity':
      return fault.severity;
    case 'description':
      return fault.description;
    case 'source_id':
      return fault.sourceId;
    default:
      return fault.code;
  }
}
