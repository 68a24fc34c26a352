/** Numbers of the RTPS 2.1 wire protocol (OMG DDSI-RTPS, chapters 8.3, 9.3 and 9.6) that this host speaks. */

export const RTPS_HEADER_BYTES = 20;
export const PROTOCOL_VERSION: readonly [number, number] = [2, 1];
/** No vendor owns this id, so that no peer assumes a vendor's extensions (shared memory, type lookup). */
export const OWN_VENDOR_ID = 0x01ff;
export const VENDOR_FAST_DDS = 0x010f;
export const VENDOR_CYCLONE = 0x0110;

export const SUBMESSAGE = {
  pad: 0x01,
  acknack: 0x06,
  heartbeat: 0x07,
  gap: 0x08,
  infoTs: 0x09,
  infoSrc: 0x0c,
  infoDst: 0x0e,
  nackFrag: 0x12,
  heartbeatFrag: 0x13,
  data: 0x15,
  dataFrag: 0x16,
} as const;

/** Entity ids as 32-bit numbers, most significant byte first: 24 bits of key, 8 bits of kind. */
export const ENTITY = {
  unknown: 0x00000000,
  participant: 0x000001c1,
  spdpWriter: 0x000100c2,
  spdpReader: 0x000100c7,
  publicationsWriter: 0x000003c2,
  publicationsReader: 0x000003c7,
  subscriptionsWriter: 0x000004c2,
  subscriptionsReader: 0x000004c7,
  discoveryInfoWriter: 0x00000403,
  discoveryInfoReader: 0x00000504,
} as const;

export const KIND_USER_WRITER = 0x03;
export const KIND_USER_READER = 0x04;

/** The first entity key given to a node's own endpoints; smaller ones belong to the participant. */
export const FIRST_USER_KEY = 0x000010;
export const LAST_USER_KEY = 0xfffff0;

export const PID = {
  sentinel: 0x0001,
  leaseDuration: 0x0002,
  topicName: 0x0005,
  typeName: 0x0007,
  domainId: 0x000f,
  protocolVersion: 0x0015,
  vendorId: 0x0016,
  reliability: 0x001a,
  durability: 0x001d,
  lifespan: 0x002b,
  userData: 0x002c,
  unicastLocator: 0x002f,
  multicastLocator: 0x0030,
  defaultUnicastLocator: 0x0031,
  metatrafficUnicastLocator: 0x0032,
  history: 0x0040,
  participantGuid: 0x0050,
  builtinEndpointSet: 0x0058,
  endpointGuid: 0x005a,
  keyHash: 0x0070,
  statusInfo: 0x0071,
  relatedSampleIdentity: 0x0083,
  relatedSampleIdentityLegacy: 0x800f,
} as const;

/** Announcer and detector of participants, publications and subscriptions. */
export const BUILTIN_FULL = 0x3f;
/** The three announcers only: such a participant receives no discovery from peers. */
export const BUILTIN_ANNOUNCE = 0x15;

export const STATUS_DISPOSED_UNREGISTERED = 0x03;
/** Bitmaps of a sequence number set hold 256 numbers at most (9.4.2.6). */
export const MAX_BITMAP_BITS = 256;
