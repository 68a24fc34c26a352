import type { FoldedStack } from '../sites/site.js';

/** A frame of the graph with all that stands on it. */
export interface FlameNode {
  name: string;
  weight: number;
  children: Map<string, FlameNode>;
}

/** A rectangle to draw: `start` and `weight` in units of weight, `depth` 0 for the root. */
export interface FlameBox {
  name: string;
  depth: number;
  start: number;
  weight: number;
}

/** Stacks put together by their outermost frames. Stacks without a positive, finite weight are left out. */
export function flameTree(stacks: readonly FoldedStack[], rootName: string): FlameNode {
  const root: FlameNode = { name: rootName, weight: 0, children: new Map() };
  for (const { frames, weight } of stacks) {
    if (!(weight > 0) || !Number.isFinite(weight)) continue;
    let node = root;
    node.weight += weight;
    for (const name of frames) {
      let next = node.children.get(name);
      if (next === undefined) node.children.set(name, (next = { name, weight: 0, children: new Map() }));
      next.weight += weight;
      node = next;
    }
  }
  return root;
}

/** The rectangles of a tree at least `smallest` wide, parents before children, widest sibling first. */
export function flameBoxes(root: FlameNode, smallest: number): FlameBox[] {
  const boxes: FlameBox[] = [];
  // A list instead of recursion: stacks of thousands of frames exist.
  const open = [{ node: root, depth: 0, start: 0 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, depth, start } = item;
    boxes.push({ name: node.name, depth, start, weight: node.weight });
    let at = start;
    const children = [...node.children.values()].sort(
      (a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1),
    );
    for (const child of children) {
      if (child.weight >= smallest) open.push({ node: child, depth: depth + 1, start: at });
      at += child.weight;
    }
  }
  return boxes;
}
