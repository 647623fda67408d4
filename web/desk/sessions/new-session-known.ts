// What somebody typed to look for a person, read as what it seems to be: nothing is typed twice.
import type { CardApp, WayChannel } from "../../wire/rest";
import { fieldsOf } from "../cards/queries";
import type { Draft } from "../cards/values";

export type Typed = { name: string; email: string; phone: string };

const EMAIL = /[^\s@<>,;]+@[^\s@<>,;]+/;
// A number that stands alone: digits within a word are no phone.
const PHONE = /(?<![^\s<>,;])\+?\d[\d\s().-]{2,}\d(?![^\s<>,;])/;

/** The e-mail, the phone and the name in a line. */
export function typedAs(line: string): Typed {
  const email = EMAIL.exec(line)?.[0] ?? "";
  const rest = line.replace(email, " ");
  const phone = PHONE.exec(rest)?.[0].trim() ?? "";
  const name = rest
    .replace(phone, " ")
    .replace(/[<>,;]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return { name, email, phone };
}

/** The same as the first values of a new card: the first field of each kind takes it. */
export function draftFrom(line: string, app: CardApp): Draft {
  const { name, email, phone } = typedAs(line);
  const known: Record<string, string> = { text: name, email, phone };
  const draft: Draft = {};
  if (app.outside_url !== null) return line.trim() ? { outside_id: line.trim() } : draft;
  for (const field of fieldsOf(app)) {
    const value = known[field.kind];
    if (!value) continue;
    draft[field.key] = value;
    delete known[field.kind];
  }
  return draft;
}

/** The channel whose address was typed, else the first; and the address, where it can be one. */
export function channelFor(line: string, channels: WayChannel[]): { channel: string; address: string } {
  const { email } = typedAs(line);
  const mail = email ? channels.find((one) => one.kind === "email") : undefined;
  return { channel: (mail ?? channels[0])?.id ?? "", address: mail ? email : "" };
}
