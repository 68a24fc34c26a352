import type { QosName } from '../ros/endpoints.js';

export interface QosProfile {
  readonly depth: number;
  readonly transientLocal: boolean;
  /** Seconds; 0 is no lifespan. */
  readonly lifespanS: number;
}

/** What rclcpp asks for in Jazzy; every profile here is reliable. */
export const QOS: Readonly<Record<QosName, QosProfile>> = {
  topic: { depth: 10, transientLocal: false, lifespanS: 0 },
  rosout: { depth: 1000, transientLocal: true, lifespanS: 10 },
  'parameter-events': { depth: 1000, transientLocal: false, lifespanS: 0 },
  service: { depth: 10, transientLocal: false, lifespanS: 0 },
  'parameter-service': { depth: 1000, transientLocal: false, lifespanS: 0 },
  'discovery-info': { depth: 1, transientLocal: true, lifespanS: 0 },
};
