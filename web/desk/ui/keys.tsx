import "./keys.css";

/** The keys of a shortcut for the eye. */
export function Keys({ keys }: { keys: string[][] }) {
  return (
    <span className="dk-keys">
      {keys.flat().map((key, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: "G G" may hold one key twice, and the list never changes
        <kbd key={place} className="dk-key">
          {key}
        </kbd>
      ))}
    </span>
  );
}
