import { describe, expect, it } from 'vitest';
import { errorCode, errorKindOf } from './outcome.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('errorKindOf', () => {
  it.each([
    ['ECONNREFUSED', 'connect'],
    ['ECONNRESET', 'closed'],
    ['UND_ERR_SOCKET', 'closed'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['EMFILE', 'generator'],
    ['SOMETHING_NEW', 'other'],
  ])('%s is %s', (code, kind) => expect(errorKindOf(withCode(code))).toBe(kind));

  it('looks into causes and into the attempts of a dual-stack connect', () => {
    expect(errorCode(new Error('outer', { cause: withCode('ECONNREFUSED') }))).toBe('ECONNREFUSED');
    expect(errorCode(new AggregateError([withCode('EHOSTUNREACH')]))).toBe('EHOSTUNREACH');
    expect(errorCode('text')).toBeNull();
  });
});
