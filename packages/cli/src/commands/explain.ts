import { badInput, EXIT } from '../errors.js';
import { TOPICS } from '../explain/topics.js';
import { nearestName } from '../nearest-name.js';
import type { Io } from './run-lanes.js';

const WIDTH = 88;

/** Says what a word in a report means; without a word, which words there are. */
export function explainCommand(word: string | undefined, io: Io): number {
  const names = Object.keys(TOPICS);
  if (word === undefined) {
    const width = Math.max(...names.map((name) => name.length));
    const lines = names.map((name) => `  ${name.padEnd(width)}  ${TOPICS[name]?.title ?? ''}`);
    io.stdout.write(`medkit-bench explain <word>\n\n${lines.join('\n')}\n`);
    return EXIT.ok;
  }
  const topic = TOPICS[word.toLowerCase()];
  if (!topic) {
    const near = nearestName(word, names);
    throw badInput(
      `explain: nothing is called '${word}'`,
      near ? `did you mean '${near}'?` : 'medkit-bench explain lists the words',
    );
  }
  io.stdout.write(`${topic.title}\n\n${wrap(topic.text)}\n\nsee also: ${topic.see.join(', ')}\n`);
  return EXIT.ok;
}

function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
