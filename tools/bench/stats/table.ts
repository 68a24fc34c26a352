/** One table: its cells, how to fill one, and how to print them. */
export interface Table {
  readonly title: string;
  readonly cells: readonly string[];
  /** Values of one cell from that many simulated series; the same cell and count give the same values. */
  run(cell: string, series: number): Record<string, number>;
  /** Series per cell for the published table. */
  readonly series: number;
}
