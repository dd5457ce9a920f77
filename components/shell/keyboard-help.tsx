'use client';
import { useEffect, useRef, useState } from 'react';
import { setSingleKeys, singleKeysAreOn, useKeys } from '#lib/client/use-keys.ts';

const KEYS: readonly [string, string][] = [
  ['/', 'search'],
  ['m', 'map'],
  ['x', 'matrix'],
  ['n p', 'next and previous link, worst first'],
  ['← ↑ → ↓', 'move in the matrix'],
  ['[ ]', 'the other direction'],
  ['← →', 'the time cursor of charts by 1 s, with Shift by 1 min'],
  ['Enter', 'open what is selected'],
  ['Esc', 'close the panel'],
  ['?', 'this list'],
];

/** The list of keys, on `?`; single keys can be switched off here. */
export function KeyboardHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(true);
  useKeys({ '?': () => dialog.current?.showModal() });
  useEffect(() => setOn(singleKeysAreOn()), []);
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="row">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            setSingleKeys(event.target.checked);
          }}
        />
        single keys act
      </label>
      <form method="dialog">
        <button type="submit" className="btn">
          Close
        </button>
      </form>
    </dialog>
  );
}
