import type { Distro, NodeShape } from '../graph-plan.js';
import { ENTITY } from '../wire/constants.js';
import { DiscoveryInfoWriter } from './discovery-info-writer.js';
import type { LocalWriter } from './local-writer.js';
import { Participant } from './participant.js';
import { SedpWriter } from './sedp-writer.js';

/** A participant with its three reliable writers. */
export class LocalParticipant extends Participant {
  readonly publicationsWriter: SedpWriter;
  readonly subscriptionsWriter: SedpWriter;
  readonly discoveryWriter: DiscoveryInfoWriter;

  constructor(index: number, prefix: string, shape: NodeShape, distro: Distro, recorder: boolean) {
    super(index, prefix, shape, distro, recorder);
    this.publicationsWriter = new SedpWriter(this, 'publications', distro);
    this.subscriptionsWriter = new SedpWriter(this, 'subscriptions', distro);
    this.discoveryWriter = new DiscoveryInfoWriter(this, distro);
  }

  writerOf(entityId: number): LocalWriter | null {
    switch (entityId) {
      case ENTITY.publicationsWriter:
        return this.publicationsWriter;
      case ENTITY.subscriptionsWriter:
        return this.subscriptionsWriter;
      case ENTITY.discoveryInfoWriter:
        return this.discoveryWriter;
      default:
        return null;
    }
  }

  get writers(): LocalWriter[] {
    return [this.publicationsWriter, this.subscriptionsWriter, this.discoveryWriter];
  }
}
