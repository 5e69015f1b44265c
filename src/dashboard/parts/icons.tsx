import type { Level } from '../../server/schemas/call.js';

// Icons are drawn here and speak for themselves only beside words: all are hidden from screen readers.

const LINES = {
  live: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2M15 4a5 5 0 0 1 5 5',
  history: 'M12 7v5l3.5 2M4.5 9A8 8 0 1 1 4 13M4 4v5h5',
  health: 'M3 12h4l2.5-6 4 12L16 12h5',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.500v5',
  audit: 'M7 3h8l4 4v14H7zM15 3v4h4M10 12h6M10 16h6',
  soundOn: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  soundOff: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5',
  auto: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  dark: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500',
  play: 'M8 5.500v13l11-6.500z',
  hangUp: 'M3 14.500c5-5.300 13-5.300 18 0l-2.500 3-4-1.500v-2.700a11 11 0 0 0-5 0V16l-4 1.500z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  down: 'M12 5v14M6 13l6 6 6-6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  remove: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  search: 'M11 4.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M16 16l4.500 4.500',
  offline:
    'M4 4l16 16M8.500 15.500a5 5 0 0 1 6.500-.5M5 12a10 10 0 0 1 5-2.800M14 9.200A10 10 0 0 1 19 12M12 19h.01',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4',
} as const;

export type IconName = keyof typeof LINES;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={LINES[name]} />
    </svg>
  );
}

const LAMPS: Readonly<Record<Level, { readonly shape: string; readonly sign: string }>> = {
  clear: { shape: 'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40z', sign: 'M15.500 24.500l6 6L33 18.500' },
  unknown: {
    shape: 'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40z',
    sign: 'M18.500 19a5.500 5.500 0 1 1 8.300 4.700c-2 1.200-2.800 2.200-2.800 4.300M24 34.500v.1',
  },
  suspicious: {
    shape:
      'M24 4.500c1 0 1.900.5 2.400 1.400l18 32.500c1 1.900-.3 4.100-2.400 4.100H6c-2.100 0-3.400-2.200-2.400-4.100l18-32.500c.5-.9 1.400-1.400 2.400-1.400z',
    sign: 'M24 18v11M24 35.500v.1',
  },
  scam: {
    shape: 'M15.700 4h16.600L44 15.700v16.600L32.300 44H15.700L4 32.300V15.700z',
    sign: 'M16.500 16.500l15 15M31.500 16.500l-15 15',
  },
};

/** The level as a shape: round, triangle, octagon. It can be told apart without its colour. */
export function Lamp({ level }: { readonly level: Level }) {
  const { shape, sign } = LAMPS[level];
  return (
    <svg class={`lamp lamp-${level}`} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path class="lamp-shape" d={shape} />
      <path class="lamp-sign" d={sign} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="brand-shield" d="M16 1.500 28 6v10c0 7-5 12-12 14.500C9 28 4 23 4 16V6z" />
      <path class="brand-voice" d="M10 14v4m4-8v12m4-9v6m4-4v2" />
    </svg>
  );
}
