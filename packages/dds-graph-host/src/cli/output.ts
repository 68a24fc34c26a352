import { snakeCase } from '../control/snake-case.js';

/** Where a run's words go: lines for people, or one JSON object a line. */
export class Output {
  constructor(
    private readonly json: boolean,
    private readonly quiet: boolean,
    private readonly out: (text: string) => void,
    private readonly err: (text: string) => void,
  ) {}

  event(name: string, data: object, text: string): void {
    if (this.json) this.line(JSON.stringify({ event: name, ...(snakeCase(data) as object) }));
    else if (!this.quiet) this.line(text);
  }

  warn(text: string): void {
    if (!this.quiet) this.err(`warning: ${text}\n`);
  }

  line(text: string): void {
    this.out(`${text}\n`);
  }
}
