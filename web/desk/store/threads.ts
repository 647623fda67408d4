/** Open threads: followed on the socket from their reading on, and read again where only that helps. */
import type { SessionPage } from "../../wire/rest";
import type { Socket } from "../../wire/socket";
import { api } from "../api";
import { queryClient } from "../query";
import { mergePage } from "./apply";
import { eachList, sessionKey } from "./cache";
import { markRow } from "./rows";

/** Threads kept joined and in memory: coming back to one of them shows it at once, and current. */
const FOLLOWED = 12;
const MEND_AGAIN_MS = 10_000;

let line: Pick<Socket, "join" | "leave"> | null = null;
let followed: string[] = [];
/** Threads with a hole that only a new reading fills, and when it is tried again. */
const broken = new Map<string, ReturnType<typeof setTimeout> | undefined>();

/** The socket that threads are followed on; null: none is open any more. */
export function followOn(socket: typeof line): void {
  line = socket;
  if (line) return;
  followed = [];
  for (const session of broken.keys()) forgetHole(session);
}

export function onLost(session: string, why: "too_long" | "gone"): void {
  if (why === "gone") letGo(session);
  else void mend(session);
}

/** What could not be mended while the line was down. */
export function mendAll(): void {
  for (const session of broken.keys()) void mend(session);
}

/** A reading may fail too, and nobody else would ask for this thread again. */
async function mend(session: string): Promise<void> {
  clearTimeout(broken.get(session));
  broken.set(session, undefined);
  await refreshPage(session);
  if (!queryClient.getQueryData(sessionKey(session))) forgetHole(session);
  if (!broken.has(session)) return;
  clearTimeout(broken.get(session));
  broken.set(
    session,
    setTimeout(() => mend(session), MEND_AGAIN_MS),
  );
}

function forgetHole(session: string): void {
  clearTimeout(broken.get(session));
  broken.delete(session);
}

/** No more to be seen: the socket forgets it too, so that coming back it is joined anew. */
export function letGo(session: string): void {
  forget(session);
  void queryClient.resetQueries({ queryKey: sessionKey(session) });
}

function forget(session: string): void {
  followed = followed.filter((id) => id !== session);
  forgetHole(session);
  line?.leave(session);
}

/** What I may do here is the server's to say: asked anew when the state changed. Messages on screen stay. */
export function refreshPage(session: string): Promise<void> {
  return queryClient.refetchQueries({ queryKey: sessionKey(session) });
}

/** The page as it is after a deed: a reading already asked for is waited for, none is begun anew. */
export function pageSettled(session: string): Promise<void> {
  return queryClient.refetchQueries({ queryKey: sessionKey(session) }, { cancelRefetch: false });
}

/** The page of a session, merged with what is on screen, and followed from then on. */
export async function fetchPage(session: string, signal: AbortSignal): Promise<SessionPage> {
  const fresh = await api.get<SessionPage>(`sessions/${session}`, { signal });
  const page = mergePage(queryClient.getQueryData<SessionPage>(sessionKey(session)), fresh);
  follow(session, page.cursor);
  eachList((list) => markRow(list, session, page.my_read_no));
  return page;
}

function follow(session: string, cursor: number): void {
  forgetHole(session);
  followed = [...followed.filter((id) => id !== session), session];
  line?.join(session, cursor);
  for (const old of followed.slice(0, -FOLLOWED)) {
    const query = queryClient.getQueryCache().find({ queryKey: sessionKey(old) });
    if (query?.isActive()) continue;
    forget(old);
    if (query) queryClient.getQueryCache().remove(query);
  }
}
