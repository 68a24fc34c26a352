/** Sorts tables by a click (or Enter) on a head; unknown values stay last either way. Runs in the page. */
export const SORT_TABLES: string = String.raw`
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = head.querySelector('button');
    if (!button) return;
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const body = table.tBodies[0];
      const key = (row) => row.cells[column].dataset.sort;
      const rows = [...body.rows].sort((a, b) => {
        const x = key(a);
        const y = key(b);
        if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
        const numeric = x !== '' && y !== '' && Number.isFinite(+x) && Number.isFinite(+y);
        const order = numeric ? +x - +y : x.localeCompare(y, undefined, { numeric: true });
        return down ? -order : order;
      });
      body.append(...rows);
    });
  });
}
`;
