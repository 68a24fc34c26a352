/* global document, window */
// The search field of the site: loads the index when it is first used, and finds sections that have every word typed.
const field = document.querySelector('#search');
const list = document.querySelector('#found');
const root = field.dataset.root;

function load() {
  return new Promise((resolve) => {
    if (window.SEARCH_INDEX) return resolve(window.SEARCH_INDEX);
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.onload = () => resolve(window.SEARCH_INDEX);
    document.head.append(script);
  });
}

/** Sections with every word, those with the words in their title first. */
function find(index, typed) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const inTitle = (entry) => wanted.filter((word) => entry.title.toLowerCase().includes(word)).length;
  return index
    .filter((entry) => wanted.every((word) => entry.words.includes(word)))
    .sort((a, b) => inTitle(b) - inTitle(a))
    .slice(0, 12);
}

field.addEventListener('input', async () => {
  const typed = field.value.trim();
  const found = typed.length < 2 ? [] : find(await load(), typed);
  list.replaceChildren(
    ...found.map(({ title, url }) => {
      const link = document.createElement('a');
      link.href = root + url;
      link.textContent = title;
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
  if (typed.length >= 2 && found.length === 0) list.textContent = 'Nothing has all these words.';
});
