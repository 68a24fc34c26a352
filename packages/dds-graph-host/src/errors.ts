/** What can go wrong before or while a graph is announced; match on `code`, not on the message. */
export type DdsGraphErrorCode =
  | 'MEDKIT_DDS_BAD_OPTION'
  | 'MEDKIT_DDS_BAD_NAME'
  | 'MEDKIT_DDS_BAD_PLAN'
  | 'MEDKIT_DDS_PLAN_TOO_LARGE'
  | 'MEDKIT_DDS_NO_INTERFACE'
  | 'MEDKIT_DDS_PORT_TAKEN'
  | 'MEDKIT_DDS_NOT_RUNNING'
  | 'MEDKIT_DDS_NOT_ACKNOWLEDGED'
  | 'MEDKIT_DDS_CONTROL';

export class DdsGraphError extends Error {
  readonly code: DdsGraphErrorCode;

  constructor(code: DdsGraphErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DdsGraphError';
    this.code = code;
  }
}
