// A person or client: initials on one calm tint. Presence only where it is asked for.
import IconUser from "@tabler/icons-react/dist/esm/icons/IconUser.mjs";
import type { WorkingStatus } from "../../wire/rest";
import "./avatar.css";

/** "Anna Petrova" → "AP", "boris" → "B"; words without a letter first ("Visitor 7") give none of theirs. */
export function initials(name: string): string {
  const letters = name
    .split(/[\s._-]+/)
    .map((word) => /^\p{L}/u.exec(word)?.[0] ?? "")
    .filter(Boolean);
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
}

type AvatarProps = { name: string; size?: number; status?: WorkingStatus; anonymous?: boolean };

export function Avatar({ name, size = 32, status, anonymous }: AvatarProps) {
  const letters = anonymous ? "" : initials(name);
  return (
    <span
      className="dk-avatar"
      style={{ width: size, height: size, fontSize: Math.round(size * 0.375) }}
      aria-hidden="true"
    >
      {letters || <IconUser size={Math.round(size * 0.56)} stroke={1.8} />}
      {status ? <StatusDot status={status} ringed /> : null}
    </span>
  );
}

/** Told apart by shape too: a full disc, a disc with a bar, a ring. Words stand beside it. */
export function StatusDot({ status, ringed }: { status: WorkingStatus; ringed?: boolean }) {
  return <span className={`dk-dot dk-dot-${status}${ringed ? " dk-dot-ringed" : ""}`} aria-hidden="true" />;
}
