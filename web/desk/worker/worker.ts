/**
 * The desk's service worker. It does one thing: shows what is pushed. It caches nothing and stands between nothing.
 * A push holds kind, number and live chat; the words are made here.
 */
import { type Said, shownOf } from "./words";

type Scope = {
  addEventListener(kind: "push", hear: (event: PushEventLike) => void): void;
  addEventListener(kind: "notificationclick", hear: (event: ClickLike) => void): void;
  addEventListener(kind: "install" | "activate", hear: (event: Extended) => void): void;
  skipWaiting(): Promise<void>;
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<WindowLike[]>;
    openWindow(url: string): Promise<unknown>;
  };
};
type Extended = { waitUntil(done: Promise<unknown>): void };
type PushEventLike = Extended & { data: { json(): unknown } | null };
type ClickLike = Extended & { notification: Notification };
type WindowLike = { focused: boolean; url: string; focus(): Promise<unknown>; postMessage(message: unknown): void };

const scope = globalThis as unknown as Scope;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("push", (event) => event.waitUntil(show(event.data)));
scope.addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));

const desks = () => scope.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show(data: PushEventLike["data"]): Promise<void> {
  const said = (data?.json() ?? {}) as Partial<Said>;
  // A desk before one's eyes rings by itself.
  if (said.kind !== "test" && (await desks()).some((desk) => desk.focused)) return;
  const { title, body, path } = shownOf(said);
  await scope.registration.showNotification(title, {
    body,
    // The desk's own notice of the same session takes this one's place, and the other way round.
    tag: said.session ?? "deskbell",
    data: { path },
  });
}

async function open(notice: Notification): Promise<void> {
  notice.close();
  const { path } = notice.data as { path: string };
  const [desk] = await desks();
  if (!desk) {
    await scope.clients.openWindow(path);
    return;
  }
  desk.postMessage({ deskbell: "open", path });
  await desk.focus();
}
