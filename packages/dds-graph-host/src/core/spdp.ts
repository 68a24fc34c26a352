import type { ByteWriter } from '../wire/byte-writer.js';
import {
  BUILTIN_ANNOUNCE,
  BUILTIN_FULL,
  ENTITY,
  OWN_VENDOR_ID,
  PID,
  PROTOCOL_VERSION,
} from '../wire/constants.js';
import { prefixKey, type PrefixKey } from '../wire/guid.js';
import { readLocator, writeLocator, type Locator } from '../wire/locator.js';
import { MessageWriter } from '../wire/message-writer.js';
import {
  beginParameterList,
  eachParameter,
  endParameterList,
  openParameterList,
  parameterOctets,
  parameterU32,
} from '../wire/parameter-list.js';
import { writeDisposal } from './sedp-writer.js';

export interface SpdpAnnouncement {
  readonly prefix: PrefixKey;
  /** Only one participant of a host listens to peers' discovery. */
  readonly listens: boolean;
  readonly locator: Locator;
  readonly domain: number;
  readonly leaseS: number;
}

/** The parameter list by which a participant makes itself known (9.6.2.2.1). */
export function writeSpdpPayload(out: ByteWriter, a: SpdpAnnouncement): void {
  beginParameterList(out);
  parameterU32(out, PID.protocolVersion, PROTOCOL_VERSION[0] | (PROTOCOL_VERSION[1] << 8));
  parameterU32(out, PID.vendorId, (OWN_VENDOR_ID >> 8) | ((OWN_VENDOR_ID & 0xff) << 8));
  out.u16(PID.participantGuid);
  out.u16(16);
  out.bytes(Buffer.from(a.prefix, 'latin1'));
  out.u32be(ENTITY.participant);
  out.u16(PID.leaseDuration);
  out.u16(8);
  out.u32(Math.floor(a.leaseS));
  out.u32(Math.floor((a.leaseS % 1) * 4294967296));
  parameterU32(out, PID.builtinEndpointSet, a.listens ? BUILTIN_FULL : BUILTIN_ANNOUNCE);
  parameterU32(out, PID.domainId, a.domain);
  for (const pid of [PID.defaultUnicastLocator, PID.metatrafficUnicastLocator]) {
    out.u16(pid);
    out.u16(24);
    writeLocator(out, a.locator);
  }
  // rmw_cyclonedds takes a participant for a ROS context only when it finds an enclave.
  parameterOctets(out, PID.userData, 'enclave=/;');
  endParameterList(out);
}

/** A whole datagram that announces a participant; directed when `to` is given. */
export function spdpMessage(a: SpdpAnnouncement, to: PrefixKey | null, unixMs: number): Buffer {
  const message = new MessageWriter(512).begin(a.prefix);
  if (to !== null) message.infoDst(to);
  message.infoTs(unixMs);
  message.openData(ENTITY.unknown, ENTITY.spdpWriter, 1, 'data');
  writeSpdpPayload(message.out, a);
  message.close();
  return message.out.view();
}

/** A datagram that takes a participant out of every peer's graph. */
export function spdpGoodbye(prefix: PrefixKey, unixMs: number): Buffer {
  const message = new MessageWriter(256).begin(prefix);
  message.infoTs(unixMs);
  writeDisposal(
    message,
    { readerId: ENTITY.unknown, writerId: ENTITY.spdpWriter, sequence: 2, pid: PID.participantGuid },
    prefix,
    ENTITY.participant,
  );
  return message.out.view();
}

/** What a peer says of itself. */
export interface PeerAnnouncement {
  readonly prefix: PrefixKey;
  readonly builtinEndpoints: number;
  readonly leaseMs: number;
  readonly domain: number | null;
  readonly meta: readonly Locator[];
  readonly user: readonly Locator[];
}

const DEFAULT_LEASE_MS = 100_000;

/** Reads a peer's announcement; `null` when it is not one, is cut short or lacks the guid. */
export function readSpdpPayload(payload: Buffer): PeerAnnouncement | null {
  const list = openParameterList(payload);
  if (list === null) return null;
  let prefix: PrefixKey | null = null;
  let builtinEndpoints = 0;
  let leaseMs = DEFAULT_LEASE_MS;
  let domain: number | null = null;
  const meta: Locator[] = [];
  const user: Locator[] = [];
  const whole = eachParameter(list, (pid, value) => {
    switch (pid) {
      case PID.participantGuid: {
        const guid = value.bytes(16);
        if (!value.failed) prefix = prefixKey(guid, 0);
        break;
      }
      case PID.builtinEndpointSet:
        builtinEndpoints = value.u32();
        break;
      case PID.domainId:
        domain = value.u32();
        break;
      case PID.leaseDuration:
        leaseMs = value.i32() * 1000 + (value.u32() / 4294967296) * 1000;
        break;
      case PID.metatrafficUnicastLocator:
      case PID.defaultUnicastLocator: {
        const locator = readLocator(value);
        const into = pid === PID.metatrafficUnicastLocator ? meta : user;
        if (locator !== null && into.length < 16) into.push(locator);
        break;
      }
    }
  });
  if (!whole || prefix === null) return null;
  return { prefix, builtinEndpoints, leaseMs, domain, meta, user };
}
