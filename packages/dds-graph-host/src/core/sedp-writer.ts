import type { Distro } from '../graph-plan.js';
import type { EndpointSpec } from '../ros/endpoints.js';
import { typeHash } from '../ros/type-hash.js';
import { ByteWriter } from '../wire/byte-writer.js';
import {
  ENTITY,
  KIND_USER_READER,
  KIND_USER_WRITER,
  OWN_VENDOR_ID,
  PID,
  PROTOCOL_VERSION,
  STATUS_DISPOSED_UNREGISTERED,
} from '../wire/constants.js';
import type { MessageWriter } from '../wire/message-writer.js';
import {
  beginParameterList,
  endParameterList,
  parameterOctets,
  parameterString,
  parameterU32,
} from '../wire/parameter-list.js';
import type { LocalWriter } from './local-writer.js';
import { OWN_READER_KEY, OWN_WRITER_KEY, type HostNode, type Participant } from './participant.js';
import { QOS } from './qos.js';
import type { SampleLog } from './sample-log.js';

const DISCOVERY_INFO: EndpointSpec = {
  topic: 'ros_discovery_info',
  type: 'rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_',
  rosType: 'rmw_dds_common/msg/ParticipantEntitiesInfo',
  qos: 'discovery-info',
  partner: -1,
};
const RELIABLE = 2;

/** Bytes that follow the topic name, the same for every endpoint of one type and profile. */
const tails = new Map<string, Buffer>();

/** Announces a participant's writers (`publications`) or readers (`subscriptions`). */
export class SedpWriter implements LocalWriter {
  readonly entityId: number;
  readonly prefix: string;
  private readonly log: SampleLog;

  constructor(
    private readonly participant: Participant,
    private readonly kind: 'publications' | 'subscriptions',
    private readonly distro: Distro,
  ) {
    this.prefix = participant.prefix;
    this.log = participant[kind];
    this.entityId = kind === 'publications' ? ENTITY.publicationsWriter : ENTITY.subscriptionsWriter;
  }

  get firstSeq(): number {
    return this.log.firstSeq;
  }

  get lastSeq(): number {
    return this.log.lastSeq;
  }

  nextLive(sequence: number): number {
    return this.log.nextLive(sequence);
  }

  write(sequence: number, message: MessageWriter, readerId: number): null {
    const reference = this.log.at(sequence);
    const entityKind = this.kind === 'publications' ? KIND_USER_WRITER : KIND_USER_READER;
    if (reference < 0) {
      writeDisposal(
        message,
        { readerId, writerId: this.entityId, sequence, pid: PID.endpointGuid },
        this.prefix,
        (-reference << 8) | entityKind,
      );
      return null;
    }
    message.openData(readerId, this.entityId, sequence, 'data');
    const out = message.out;
    beginParameterList(out);
    out.u16(PID.protocolVersion);
    out.u16(4);
    out.u32(PROTOCOL_VERSION[0] | (PROTOCOL_VERSION[1] << 8));
    out.u16(PID.endpointGuid);
    out.u16(16);
    message.guid(this.prefix, ((reference << 8) | entityKind) >>> 0);
    this.writeEndpoint(out, reference);
    message.close();
    return null;
  }

  private writeEndpoint(out: ByteWriter, key: number): void {
    if (key === OWN_WRITER_KEY || key === OWN_READER_KEY) {
      parameterString(out, PID.topicName, DISCOVERY_INFO.topic);
      out.bytes(tailOf(DISCOVERY_INFO, this.distro));
      return;
    }
    const node = this.participant.nodeOfKey(key);
    const spec = node === null ? undefined : specOf(node, key, this.kind);
    if (node === null || spec === undefined) throw new Error(`no endpoint has key ${key}`);
    parameterString(out, PID.topicName, spec.topic);
    if (spec.partner < 0) {
      out.bytes(tailOf(spec, this.distro));
      return;
    }
    const writerKey = this.kind === 'publications' ? key : node.firstKey + spec.partner;
    const hash = this.distro === 'humble' ? '' : `typehash=${typeHash(spec.rosType)};`;
    parameterOctets(
      out,
      PID.userData,
      `serviceid=${serviceId(this.prefix, ((writerKey << 8) | KIND_USER_WRITER) >>> 0)};${hash}`,
    );
    out.bytes(tailOf(spec, this.distro));
  }
}

function specOf(
  node: HostNode,
  key: number,
  kind: 'publications' | 'subscriptions',
): EndpointSpec | undefined {
  const endpoints = node.participant.endpoints(node);
  const offset = key - node.firstKey;
  return kind === 'publications' ? endpoints.writers[offset] : endpoints.readers[offset - node.writerCount];
}

/**
 * The id that ties a service's request reader to its reply writer, as rmw_cyclonedds prints a guid:
 * hex bytes joined by dots, the first one padded to two places with a blank.
 */
export function serviceId(prefix: string, entityId: number): string {
  const bytes = [
    ...Buffer.from(prefix, 'latin1'),
    entityId >>> 24,
    (entityId >>> 16) & 255,
    (entityId >>> 8) & 255,
    entityId & 255,
  ];
  return bytes.map((byte, i) => (i === 0 ? byte.toString(16).padStart(2, ' ') : byte.toString(16))).join('.');
}

function tailOf(spec: EndpointSpec, distro: Distro): Buffer {
  const key = `${distro} ${spec.qos} ${spec.partner < 0 ? 'topic' : 'service'} ${spec.type}`;
  let tail = tails.get(key);
  if (tail === undefined) tails.set(key, (tail = makeTail(spec, distro)));
  return tail;
}

function makeTail(spec: EndpointSpec, distro: Distro): Buffer {
  const out = new ByteWriter(256);
  const qos = QOS[spec.qos];
  parameterString(out, PID.typeName, spec.type);
  out.u16(PID.vendorId);
  out.u16(4);
  out.u32((OWN_VENDOR_ID >> 8) | ((OWN_VENDOR_ID & 0xff) << 8));
  out.u16(PID.reliability);
  out.u16(12);
  out.u32(RELIABLE);
  out.u32(0);
  out.u32(429496730); // 100 ms as a fraction of 2^32
  parameterU32(out, PID.durability, qos.transientLocal ? 1 : 0);
  out.u16(PID.history);
  out.u16(8);
  out.u32(0);
  out.u32(qos.depth);
  if (qos.lifespanS > 0) {
    out.u16(PID.lifespan);
    out.u16(8);
    out.u32(qos.lifespanS);
    out.u32(0);
  }
  if (spec.partner < 0 && distro !== 'humble')
    parameterOctets(out, PID.userData, `typehash=${typeHash(spec.rosType)};`);
  endParameterList(out);
  return Buffer.from(out.view());
}

/** Where a disposal goes and which parameter carries the key: an endpoint's guid or a participant's. */
export interface Disposal {
  readonly readerId: number;
  readonly writerId: number;
  readonly sequence: number;
  readonly pid: number;
}

/** A DATA submessage that disposes and unregisters one guid. Fast DDS needs the key hash, Cyclone the key itself. */
export function writeDisposal(
  message: MessageWriter,
  disposal: Disposal,
  prefix: string,
  entityId: number,
): void {
  const { out } = message;
  message.openData(disposal.readerId, disposal.writerId, disposal.sequence, 'key', true);
  out.u16(PID.keyHash);
  out.u16(16);
  message.guid(prefix, entityId >>> 0);
  out.u16(PID.statusInfo);
  out.u16(4);
  out.u32be(STATUS_DISPOSED_UNREGISTERED);
  endParameterList(out);
  beginParameterList(out);
  out.u16(disposal.pid);
  out.u16(16);
  message.guid(prefix, entityId >>> 0);
  endParameterList(out);
  message.close();
}
