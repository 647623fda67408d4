import "./holed.css";

/** A text with its holes marked. */
export function Holed({ text }: { text: string }) {
  return text.split(/(‹[^‹›\n]{1,60}›)/).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, drawn anew with it
      <mark key={at} className="tp-hole">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
