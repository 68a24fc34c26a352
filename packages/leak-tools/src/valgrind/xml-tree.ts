import { SaxesParser } from 'saxes';

/** An element with its text and children; what valgrind's XML needs and no more. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/** What is told while the document is read. */
export interface XmlVisitor {
  /** A child of the root element, complete. */
  element(element: XmlElement): void;
}

/**
 * Reads a document piece by piece and hands over each child of its root as it ends, so that a report of any length
 * needs the memory of its largest record. `finish` says whether the root element was closed.
 */
export class XmlReader {
  rootName: string | null = null;
  private closed = false;
  private readonly open: XmlElement[] = [];
  private readonly parser = new SaxesParser();

  constructor(visitor: XmlVisitor) {
    this.parser.on('error', (error) => {
      throw error;
    });
    this.parser.on('opentag', (tag) => {
      const element: XmlElement = { name: tag.name, text: '', children: [] };
      this.rootName ??= tag.name;
      // The root keeps no children: they are handed over and forgotten.
      if (this.open.length > 1) this.open.at(-1)?.children.push(element);
      this.open.push(element);
    });
    this.parser.on('text', (text) => {
      const element = this.open.at(-1);
      if (element !== undefined && this.open.length > 1) element.text += text;
    });
    this.parser.on('closetag', () => {
      const element = this.open.pop();
      if (element !== undefined && this.open.length === 1) visitor.element(element);
      if (this.open.length === 0) this.closed = true;
    });
  }

  /** @throws Error when the text is no well-formed XML. */
  push(text: string): void {
    this.parser.write(text);
  }

  /** Whether the document is complete. */
  finish(): boolean {
    return this.closed;
  }
}

/** The first child called `name`. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

/** The trimmed text of the first child called `name`; null when there is none. */
export function textOf(element: XmlElement | undefined, name: string): string | null {
  return child(element, name)?.text.trim() ?? null;
}
