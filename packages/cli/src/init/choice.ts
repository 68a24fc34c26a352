/** What somebody wants to measure, as asked for by flags or answers. */
export type Choice =
  | { kind: 'process'; pid: number | null; name: string | null }
  | { kind: 'container'; container: string }
  | { kind: 'compose'; file: string; service: string }
  | { kind: 'ssh'; address: string; pid: number | null; name: string | null }
  | { kind: 'shipped'; profile: 'reference' | 'ros2-medkit' | 'ros2-medkit-local' };

/** Flags of `init`. */
export interface InitFlags {
  pid?: string;
  process?: string;
  container?: string;
  compose?: string;
  service?: string;
  ssh?: string;
  ros2Medkit?: boolean;
  demo?: boolean;
  output?: string;
  force?: boolean;
  check?: boolean;
}
