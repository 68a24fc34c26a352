import type { Answer } from './answers.js';

/** A flat error body: a code, a message and, where there is more to say, parameters. */
export function errorAnswer(
  status: number,
  errorCode: string,
  message: string,
  parameters?: Record<string, unknown>,
): Answer {
  return { status, body: { error_code: errorCode, message, ...(parameters ? { parameters } : {}) } };
}

/** No such route. */
export function notFound(): Answer {
  return errorAnswer(404, 'resource-not-found', 'Resource not found', { status: 404 });
}

export function entityNotFound(id: string): Answer {
  return errorAnswer(404, 'entity-not-found', 'Entity not found', { entity_id: id });
}

/** Something that is not there and cannot be asked. */
export function unavailable(message: string, parameters?: Record<string, unknown>): Answer {
  return errorAnswer(503, 'service-unavailable', message, parameters);
}

/** A route that exists and does nothing on ROS 2. */
export function notImplemented(feature: string, message: string): Answer {
  return errorAnswer(501, 'not-implemented', message, { feature });
}

/** What is wrong with a body that is no JSON object; otherwise the object. */
export function parseBody(text: string): Record<string, unknown> | Answer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return errorAnswer(400, 'invalid-request', `Malformed JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return errorAnswer(400, 'invalid-request', 'Request body validation failed', {
    fields: [{ field: '', message: 'must be an object' }],
  });
}

/** Whether a look-up ended in an error answer. */
export function isAnswer(value: object): value is Answer {
  return 'status' in value && 'body' in value;
}
