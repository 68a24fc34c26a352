export { removeLeftovers } from './clean/remove-leftovers.js';
export { connectCompose } from './compose/connect-compose.js';
export { connectDocker } from './docker/connect-docker.js';
export { resolveEngine } from './docker/engine-address.js';
export { provenHostPid } from './docker/host-pid.js';
export { isTargetError, TARGET_ERROR_CODES, TargetError } from './errors.js';
export { describeHost } from './host/describe-host.js';
export { LocalTarget, localTarget } from './local/local-target.js';
export { describeProcess } from './process/describe-process.js';
export { connectSsh } from './ssh/connect-ssh.js';
export { parseSshAddress } from './ssh/ssh-address.js';

export type { RemovedLeftovers } from './clean/remove-leftovers.js';
export type { ComposeOptions, ComposeStart, ComposeTarget } from './compose/compose-target.js';
export type { Container, ContainerDetails, ContainerState } from './docker/container.js';
export type { ContainerSpec, Mount, PublishedPort } from './docker/container-spec.js';
export type { DockerInstance } from './docker/docker-instance.js';
export type { DockerStart, DockerTarget } from './docker/docker-target.js';
export type { EngineAddress, EngineTls } from './docker/engine-address.js';
export type { ContainerIdentity, HostPidProof } from './docker/host-pid.js';
export type { BuildSpec, ImageIdentity, PullPolicy } from './docker/images.js';
export type { DockerOptions } from './docker/open-engine.js';
export type { RemovedContainers } from './docker/remove-docker-leftovers.js';
export type { TargetErrorCode } from './errors.js';
export type { HostDescription } from './host/host-description.js';
export type { LocalInstance } from './local/local-instance.js';
export type { LocalStart } from './local/local-target.js';
export type { ProcessDescription, ThreadCensus } from './process/process-description.js';
export type { SshAddress } from './ssh/ssh-address.js';
export type { SshInstance } from './ssh/ssh-instance.js';
export type { SshOptions } from './ssh/ssh-options.js';
export type { SshStart, SshTarget } from './ssh/ssh-target.js';
export type {
  ExecOptions,
  ExecResult,
  Instance,
  StopOptions,
  StopResult,
  StreamHandle,
  StreamOptions,
  Target,
} from './target.js';
