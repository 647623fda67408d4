/** Names as the desk says them: who has given none is a visitor, by the number the server calls him. */
import type { Message } from "../../wire/rest";
import { t } from "../words";

const numbered = /^#(\d+)$/;

export const isAnonymous = (name: string) => name === "" || numbered.test(name);

/** "#4" → "Visitor 4"; a real name stays. */
export function nameOf(name: string): string {
  const number = numbered.exec(name)?.[1];
  return number ? t("sessions.visitor", { n: number }) : name;
}

/** Told by a program, by its token, without an operator: automatic words are nobody's. */
export const isNotification = ({ author }: Message) => author.kind === "system" && author.id !== null;

/** An anonymous client's messages carry no name: the session knows what to call him. */
export function authorName(message: Message, client: string): string {
  return message.author.name || (message.author.kind === "account" ? nameOf(client) : t("sessions.by_system"));
}
