import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage, EventSourceParser } from 'eventsource-parser';

/** What a reader reports while it is fed. */
export interface SseReaderEvents {
  onEvent(event: EventSourceMessage): void;
  onComment(): void;
  onRetry(milliseconds: number): void;
}

/** An event may grow this long before its end is seen; the real ones are below 10 KiB. */
export const MAX_EVENT_BYTES: number = 1024 * 1024;

/** Feeds bytes of one stream to the event parser and notices an event that never ends. */
export class SseReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #parser: EventSourceParser;
  #bytesSinceEvent = 0;

  constructor(events: SseReaderEvents) {
    this.#parser = createParser({
      onEvent: (event) => {
        this.#bytesSinceEvent = 0;
        events.onEvent(event);
      },
      onComment: () => {
        this.#bytesSinceEvent = 0;
        events.onComment();
      },
      onRetry: (milliseconds) => events.onRetry(milliseconds),
    });
  }

  /** False when an event has outgrown {@link MAX_EVENT_BYTES}: the stream must be dropped. */
  feed(chunk: Buffer): boolean {
    this.#bytesSinceEvent += chunk.length;
    this.#parser.feed(this.#decoder.write(chunk));
    return this.#bytesSinceEvent <= MAX_EVENT_BYTES;
  }
}
