/** What is known of a client's coming: his account tells when a frame was opened, his messages that he was there later. */
import type { SessionPage } from "../../wire/rest";

type Seen = Pick<SessionPage, "messages"> & {
  session: { account: { seen_at: string | null; verified: boolean; details: Record<string, unknown> } };
};

/** When he was last there: as he opened the chat, or wrote; null when he never did. */
export function lastSeen({ session, messages }: Seen): string | null {
  const written = messages.findLast((message) => message.author.kind === "account")?.posted_at ?? null;
  const { seen_at } = session.account;
  if (!seen_at || !written) return seen_at ?? written;
  return Date.parse(written) > Date.parse(seen_at) ? written : seen_at;
}

/** Whether the site has signed him in: an id that an operator typed waits for that. */
export function signed(page: Seen): boolean {
  const { verified, details } = page.session.account;
  return verified && (lastSeen(page) !== null || typeof details.user_agent === "string");
}
