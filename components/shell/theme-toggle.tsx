'use client';

/** Changes between dark and light and remembers it; `theme.js` reads it before the first paint. */
export function ThemeToggle() {
  const change = () => {
    const next = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem('causeway.theme', next);
    } catch {
      // Storage may be forbidden; the choice then holds until the page is left.
    }
    // An address that names a theme would win over the choice on the next load.
    const url = new URL(window.location.href);
    if (!url.searchParams.has('theme')) return;
    url.searchParams.delete('theme');
    window.history.replaceState(null, '', url);
  };
  return (
    <button type="button" className="tool" aria-label="Change between the dark and the light theme" onClick={change}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" />
      </svg>
    </button>
  );
}
