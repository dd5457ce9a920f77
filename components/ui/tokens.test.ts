import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Status } from '#lib/model/status.ts';

// Targets: six status colours stay apart for every kind of eye, glyphs and text stay readable on their grounds.
const SMALLEST_DISTANCE = 20;
const GLYPH_CONTRAST = 3;
const TEXT_CONTRAST = 4.5;

type Triple = [number, number, number];

/** Machado, Oliveira, Fernandes 2009, severity 1. */
const EYES: Record<string, [Triple, Triple, Triple]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function seenBy(eye: [Triple, Triple, Triple], [r, g, b]: Triple): Triple {
  const row = (m: Triple) => Math.min(1, Math.max(0, m[0] * r + m[1] * g + m[2] * b));
  return [row(eye[0]), row(eye[1]), row(eye[2])];
}

function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000 (Sharma, Wu, Dalal 2005). */
function distance([L1, a1, b1]: Triple, [L2, a2, b2]: Triple): number {
  const rad = Math.PI / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const G = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + G) * a1, (1 + G) * a2];
  const [C1, C2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const hue = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / rad + 360) % 360);
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  let dh = C1 * C2 ? h2 - h1 : 0;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  let hm = h1 + h2;
  if (C1 * C2) {
    if (Math.abs(h1 - h2) > 180) hm += hm < 360 ? 360 : -360;
    hm /= 2;
  }
  const [Lm, Cm] = [(L1 + L2) / 2, (C1 + C2) / 2];
  const T =
    1 -
    0.17 * Math.cos((hm - 30) * rad) +
    0.24 * Math.cos(2 * hm * rad) +
    0.32 * Math.cos((3 * hm + 6) * rad) -
    0.2 * Math.cos((4 * hm - 63) * rad);
  const RT = -Math.sin(60 * Math.exp(-(((hm - 275) / 25) ** 2)) * rad) * 2 * Math.sqrt(Cm ** 7 / (Cm ** 7 + 25 ** 7));
  const l = (L2 - L1) / (1 + (0.015 * (Lm - 50) ** 2) / Math.sqrt(20 + (Lm - 50) ** 2));
  const c = (C2 - C1) / (1 + 0.045 * Cm);
  const h = (2 * Math.sqrt(C1 * C2) * Math.sin((dh / 2) * rad)) / (1 + 0.015 * Cm * T);
  return Math.sqrt(l * l + c * c + h * h + RT * c * h);
}

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function theme(name: string): (token: string) => string {
  const blocks = css.matchAll(new RegExp(`\\[data-theme=["']${name}["']\\]\\s*\\{([^}]*)\\}`, 'g'));
  const colours = new Map<string, string>();
  for (const [, block = ''] of blocks) {
    for (const [, token = '', hex = ''] of block.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)) colours.set(token, hex);
  }
  return (token) => {
    const hex = colours.get(token);
    if (!hex) throw new Error(`theme ${name} has no colour --${token}`);
    return hex;
  };
}

describe.each(['dark', 'light', 'print'])('theme %s', (name) => {
  const colour = theme(name);

  it.each(Object.keys(EYES))('keeps the six statuses apart for %s eyes', (eye) => {
    const matrix = EYES[eye] as [Triple, Triple, Triple];
    const seen = Status.options.map((status) => ({ status, at: lab(seenBy(matrix, linear(colour(`st-${status}`)))) }));
    for (const [index, a] of seen.entries()) {
      for (const b of seen.slice(index + 1)) {
        expect(distance(a.at, b.at), `${a.status} beside ${b.status}`).toBeGreaterThanOrEqual(SMALLEST_DISTANCE);
      }
    }
  });

  it.each([...Status.options, 'conflict'])('shows the glyph %s on the ground', (mark) => {
    expect(contrast(colour(`st-${mark}`), colour('bg'))).toBeGreaterThanOrEqual(GLYPH_CONTRAST);
  });

  it.each(['bg', 'raise', 'hover', 'wash-down', 'wash-degraded'])('can be read on %s', (ground) => {
    for (const ink of ['ink', 'ink-2', 'ink-3', 'accent']) {
      expect(contrast(colour(ink), colour(ground)), ink).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    }
  });

  it.each(['degraded', 'down', 'maintenance', 'conflict'])('can be read on the badge %s', (mark) => {
    expect(contrast(colour(`on-${mark}`), colour(`st-${mark}`))).toBeGreaterThanOrEqual(TEXT_CONTRAST);
  });

  it('can be read on a selection, and shows focus', () => {
    expect(contrast(colour('ink'), colour('accent-dim'))).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    expect(contrast(colour('ink-2'), colour('accent-dim'))).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    expect(contrast(colour('accent'), colour('bg'))).toBeGreaterThanOrEqual(GLYPH_CONTRAST);
  });
});
