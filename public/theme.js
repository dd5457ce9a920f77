// Runs before the first paint, so that no theme flashes: the address, then what was chosen here, then the system's wish.
(() => {
  let chosen = new URLSearchParams(location.search).get('theme');
  try {
    chosen ??= localStorage.getItem('causeway.theme');
  } catch {
    // Storage may be forbidden; the system's wish holds.
  }
  const wish = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : wish;
})();
