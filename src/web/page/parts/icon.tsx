/** Our own icons: strokes in a square of 16. They decorate: what they mean is said in words beside them. */
const PATHS = {
  book: 'M3 3.5h10M3 8h10M3 12.5h6',
  heat: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z',
  box: 'M8 1.8 13.5 4.6v6.8L8 14.2 2.5 11.4V4.6zM2.7 4.8 8 7.5l5.3-2.7M8 7.5v6.5',
  upload: 'M8 10.5v-8M4.8 5.5 8 2.3l3.2 3.2M2.5 10.5v3h11v-3',
  download: 'M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.5 11v2.5h11V11',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  gear: 'M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8M8 1.8v1.8M8 12.4v1.8M1.8 8h1.8M12.4 8h1.8M3.6 3.6l1.3 1.3M11.1 11.1l1.3 1.3M12.4 3.6l-1.3 1.3M4.9 11.1l-1.3 1.3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3l3.4 3.4',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5 6.4 12 13 4.5',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M8 4.8V8l2.2 1.6',
  alert: 'M8 2.2 14.4 13.4H1.6zM8 6.3v3.4M8 11.4v.4',
  octagon: 'M5.4 1.9h5.2l3.5 3.5v5.2l-3.5 3.5H5.4l-3.5-3.5V5.4zM8 4.9v3.6M8 10.7v.4',
  minus: 'M3.5 8h9',
  info: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M8 7.2v3.6M8 5v.4',
  question:
    'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M6.3 6.4a1.7 1.7 0 1 1 2.4 1.5c-.5.3-.7.6-.7 1.2M8 11v.3',
  far: 'M2.5 8h10.5M9.5 4.5 13 8l-3.5 3.5',
  contested:
    'M5.5 4.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6M10.5 6.9a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6',
  up: 'M8 12.5v-9M4.5 7 8 3.5 11.5 7',
  down: 'M8 3.5v9M4.5 9 8 12.5 11.5 9',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  right: 'M6.5 4.5 10 8l-3.5 3.5',
  split: 'M2.5 3h11v10h-11zM8.5 3v10',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  bookmark: 'M4 2.5h8v11l-4-3-4 3z',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6',
  screen: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  stop: 'M4.5 4.5h7v7h-7z',
  user: 'M8 2.5a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M3 13.5c.4-2.5 2.3-4 5-4s4.6 1.5 5 4',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.3 4.5l.6 9h6.2l.6-9',
  truck:
    'M1.5 4h8v7h-8zM9.5 6.5h3l2 2.2V11h-5M4.2 10.2a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8M11.8 10.2a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8',
  clip: 'M12.8 7.3 7.9 12.2a2.7 2.7 0 0 1-3.8-3.8l5.2-5.2a1.8 1.8 0 0 1 2.5 2.5l-5.1 5.2a.9.9 0 0 1-1.3-1.3l4.5-4.5',
  play: 'M5 3.5v9l7.5-4.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  file: 'M4 2.5h5.5L12.5 5.5v8H4zM9.3 2.7v3h3',
  pin: 'M5.5 2.5h5M6.5 2.5v4.2L4.5 9.3h7L9.5 6.7V2.5M8 9.5v4.3',
  left: 'M9.5 4.5 6 8l3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
