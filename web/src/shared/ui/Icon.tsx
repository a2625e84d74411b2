// The few line icons the screens need. Decorative always: the words beside them carry the meaning.
const paths = {
  accounts:
    'M4 7a3 3 0 1 1 6 0 3 3 0 0 1-6 0M2.5 16c.4-3 2.2-4.5 4.5-4.5s4.1 1.5 4.5 4.5M13 5.5a2.5 2.5 0 0 1 0 5M14.5 12.3c1.7.5 2.7 1.8 3 3.7',
  person: 'M7 6.5a3 3 0 1 1 6 0 3 3 0 0 1-6 0M4 16.5c.5-3.4 3-5 6-5s5.5 1.6 6 5',
  history: 'M3 15.5 7.5 10l3.5 3 6-7.5M13 5.5h4v4',
  bell: 'M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.3 17.2a2 2 0 0 0 3.4 0',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  search: 'M8.8 14.5a5.7 5.7 0 1 0 0-11.4 5.7 5.7 0 0 0 0 11.4M13 13l4 4',
  compare: 'M4 16V9M10 16V4M16 16v-5',
  gauge: 'M3.5 14.5a7 7 0 1 1 13 0M10 12.5l3-4.5',
  list: 'M3 5.5h14M3 10h14M3 14.5h9',
  sync: 'M16 8a6.3 6.3 0 0 0-11.5-1.5M4 3.5v3.3h3.3M4 12a6.3 6.3 0 0 0 11.5 1.5M16 16.5v-3.3h-3.3',
  link: 'M8.5 11.5l3-3M9 6.5l1.8-1.8a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5l-1.8 1.8a3.2 3.2 0 0 1-4.5-4.5L6.5 9',
  external: 'M8 4.5H4.5v11h11V12M11.5 4h4.5v4.5M16 4l-6.5 6.5',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  warning: 'M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.3v.2',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4l2.8 1.8',
  download: 'M10 3.5v9M6.5 9.3L10 12.8l3.5-3.5M4 16.5h12',
  plus: 'M10 4v12M4 10h12',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  shield: 'M10 2.8l6 2.2v4.5c0 3.7-2.5 6.3-6 7.7-3.5-1.4-6-4-6-7.7V5zM7.3 9.8l2 2 3.5-3.8',
  play: 'M6.5 4.5v11l9-5.5z',
  pause: 'M7 5v10M13 5v10',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 9.3v4M10 6.5v.2',
  heart: 'M10 16S3.5 12 3.5 7.8C3.5 3.8 8.5 3 10 6.5c1.5-3.5 6.5-2.7 6.5 1.3C16.5 12 10 16 10 16',
  eye: 'M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5M10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4',
  comment: 'M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
