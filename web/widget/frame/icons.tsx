/** Line icons of our own, 24 × 24, drawn in the text's colour. */
const PATHS = {
  down: "M6 9l6 6 6-6",
  x: "M6 6l12 12M18 6L6 18",
  send: "M5 12h13M12 5l7 7-7 7",
  clip: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.4-8.4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14.6 7.5",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5s1.2 2 3.5 2 3.5-2 3.5-2M9 9.5v.01M15 9.5v.01",
  quote: "M9 14L4 9l5-5M4 9h9a7 7 0 0 1 7 7v3",
  file: "M14 3v5h5M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8l-5-5Z",
  bell: "M18 9a6 6 0 1 0-12 0c0 6-2 7-2 8h16c0-1-2-2-2-8M10 20.5a2.2 2.2 0 0 0 4 0",
  mute: "M18 9a6 6 0 0 0-9.5-4.9M6.3 7.5C6 8 6 8.5 6 9c0 6-2 7-2 8h12M10 20.5a2.2 2.2 0 0 0 4 0M3.5 3.5l17 17",
  chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z",
  get: "M12 4v11M7 11l5 5 5-5M5 20h14",
  sending: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2",
  sent: "M5 12.5l4.5 4.5L19 7.5",
  read: "M2 12.5L6.5 17 15 8M11.5 16l1 1L22 8",
  failed: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5v5.5M12 16.5v.01",
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
