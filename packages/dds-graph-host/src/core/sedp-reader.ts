import { PID } from '../wire/constants.js';
import { prefixKey, type PrefixKey } from '../wire/guid.js';
import { readLocator, type Locator } from '../wire/locator.js';
import type { ByteReader } from '../wire/byte-reader.js';
import { eachParameter, openParameterList } from '../wire/parameter-list.js';

/** An endpoint of a peer, as far as a graph host cares. */
export interface RemoteEndpoint {
  readonly prefix: PrefixKey;
  readonly entityId: number;
  readonly topic: string;
  readonly type: string;
  readonly reliable: boolean;
  /** Its own address, which wins over the participant's. */
  readonly locator: Locator | null;
}

/** Reads an endpoint announcement; `null` when something needed is missing or cut short. */
export function readSedpPayload(
  payload: Buffer,
  allows: (address: string) => boolean,
): RemoteEndpoint | null {
  const list = openParameterList(payload);
  if (list === null) return null;
  let guid: Buffer | null = null;
  let topic = '';
  let type = '';
  let reliable = false;
  let locator: Locator | null = null;
  const whole = eachParameter(list, (pid, value) => {
    switch (pid) {
      case PID.endpointGuid:
        guid = value.bytes(16);
        if (value.failed) guid = null;
        break;
      case PID.topicName:
        topic = value.string();
        break;
      case PID.typeName:
        type = value.string();
        break;
      case PID.reliability:
        reliable = value.u32() === 2;
        break;
      case PID.unicastLocator: {
        const found = readLocator(value);
        if (locator === null && found !== null && allows(found.address)) locator = found;
        break;
      }
    }
  });
  if (!whole || guid === null || topic === '') return null;
  return {
    prefix: prefixKey(guid, 0),
    entityId: (guid as Buffer).readUInt32BE(12),
    topic,
    type,
    reliable,
    locator,
  };
}

/** What the inline QoS of a disposal says; `null` when the sample is no disposal. */
export function readDisposal(
  inlineQos: ByteReader | null,
  key: Buffer,
): { prefix: PrefixKey; entityId: number } | null {
  let status = 0;
  let guid: Buffer | null = null;
  const take = (pid: number, value: ByteReader): void => {
    if (pid === PID.statusInfo) status = value.u32be();
    if (pid === PID.keyHash || pid === PID.endpointGuid || pid === PID.participantGuid) {
      const bytes = value.bytes(16);
      if (!value.failed) guid = bytes;
    }
  };
  if (inlineQos !== null) eachParameter(inlineQos, take);
  const list = openParameterList(key);
  if (list !== null) eachParameter(list, take);
  if ((status & 3) === 0 || guid === null) return null;
  return { prefix: prefixKey(guid, 0), entityId: (guid as Buffer).readUInt32BE(12) };
}
