/** The theme button, and folded parts opened for print. Runs in the page. */
export const PAGE_CONTROLS: string = String.raw`
const themes = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');
themeButton.hidden = false;
themeButton.addEventListener('click', () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  document.documentElement.dataset.theme = next;
  themeButton.textContent = 'theme: ' + next;
  document.dispatchEvent(new Event('themechange'));
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details')) {
    part.dataset.wasOpen = part.open;
    part.open = true;
  }
});
addEventListener('afterprint', () => {
  for (const part of document.querySelectorAll('details')) part.open = part.dataset.wasOpen === 'true';
});
`;
