/** The bridge of the name. */
export function Logo() {
  return (
    <svg className="logo" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path
        d="M1 8.5H21M4 8.5V17M11 8.5V17M18 8.5V17"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path d="M4 13a3.5 3.5 0 0 1 7 0M11 13a3.5 3.5 0 0 1 7 0" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
