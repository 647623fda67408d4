/** Web push in this browser: the worker, the subscription, and what the server knows of it. */
import type { PushPage } from "../../wire/rest";
import { api } from "../api";

export const WORKER = "/static/desk/worker.js";
const kept = "deskbell.push_browser";

export const supportsPush = () => "serviceWorker" in navigator && "PushManager" in window && isSecureContext;

const worker = () => navigator.serviceWorker.register(WORKER, { type: "module", updateViaCache: "none" });

export async function subscription(): Promise<PushSubscription | null> {
  if (!supportsPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Thrown when the browser's own push service does not answer: nothing of ours helps there. */
export class PushUnreachable extends Error {}

/** Asks for leave where it was not asked yet, subscribes, and tells the server. False when leave is not given. */
export async function switchOn(): Promise<boolean> {
  if (!supportsPush() || (await Notification.requestPermission()) !== "granted") return false;
  const registration = await worker();
  await active(registration);
  const { public_key } = await api.get<PushPage>("push");
  const key = bytesOf(public_key);
  let found = await registration.pushManager.getSubscription();
  if (found && !sameKey(found.options.applicationServerKey, key)) {
    await found.unsubscribe();
    found = null;
  }
  try {
    found ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch {
    throw new PushUnreachable();
  }
  await tell(found);
  return true;
}

export async function switchOff(): Promise<void> {
  const found = await subscription();
  await found?.unsubscribe();
  const id = localStorage.getItem(kept);
  localStorage.removeItem(kept);
  if (id) await api.del(`push/browsers/${id}`).catch(() => undefined);
}

/** At each start and each new sign-in: the subscription belongs to the sign-in of now, and to the key of now. */
export async function renew(): Promise<void> {
  if (await subscription()) await switchOn();
}

async function tell(found: PushSubscription): Promise<void> {
  const { endpoint, keys = {} } = found.toJSON();
  const browser = await api.post<{ id: string }>("push/browsers", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  localStorage.setItem(kept, browser.id);
}

/** A worker just registered may not be asked for anything yet. */
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return Promise.resolve();
  return new Promise((done) => {
    coming.addEventListener("statechange", () => coming.state === "activated" && done());
  });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function sameKey(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (!one || one.byteLength !== other.length) return false;
  return new Uint8Array(one).every((byte, place) => byte === other[place]);
}
