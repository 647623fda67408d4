// @vitest-environment happy-dom
import { act } from "react";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { api } from "../api";
import { SignInAgain } from "../auth/again";
import { onAPage } from "../page.test-env";
import { queryClient } from "../query";
import { Notices } from ".";

const { draw } = onAPage();

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined, useParams: () => ({}) }));

const person = { id: "boris", name: "Boris", email: "boris@town.example", language: "en", settings: {} };
const me = { person, live_chats: [] };
const pushed = {
  options: { applicationServerKey: new Uint8Array([1]).buffer },
  toJSON: () => ({ endpoint: "https://push.example/one", keys: { p256dh: "p", auth: "a" } }),
};
let posted: { path: string; body: unknown }[];
let signedIn: boolean;

/** The desk around a page. `subscription`: what this browser is subscribed to. */
async function begin(subscription: typeof pushed | null): Promise<void> {
  const registration = { active: {}, pushManager: { getSubscription: async () => subscription } };
  const serviceWorker = Object.assign(new EventTarget(), {
    register: async () => registration,
    getRegistration: async () => registration,
  });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { requestPermission: async () => "granted" });
  Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    if (init?.method === "POST") posted.push({ path, body: JSON.parse(String(init.body)) });
    if (path.endsWith("/sign-ins")) signedIn = true;
    else if (!signedIn) return Response.json({ code: "not_signed_in" }, { status: 401 });
    if (path.endsWith("/sign-ins")) return Response.json(me);
    if (path.endsWith("/counters")) return Response.json({ live_chats: {}, waiting: 0, unread: 0 });
    return Response.json(path.endsWith("/push") ? { public_key: "AQ" } : { id: "browser" });
  });
  await draw(
    <>
      <SignInAgain />
      <Notices />
    </>,
  );
}

beforeEach(() => {
  posted = [];
  signedIn = true;
  queryClient.setQueryData(["me"], me);
});
afterAll(() => {
  Reflect.deleteProperty(navigator, "serviceWorker");
});

/** Something is asked for, the sign-in has ended, and the password is given over the page. */
async function signInAgain(): Promise<void> {
  signedIn = false;
  const asked = api.get("anything");
  const field = await vi.waitFor(() => {
    const found = document.querySelector<HTMLInputElement>("[name=password]");
    expect(found).not.toBeNull();
    return found as HTMLInputElement;
  });
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "walk-the-town");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => field.form?.requestSubmit());
  await act(async () => void (await asked));
}
const told = () => posted.filter(({ path }) => path.endsWith("push/browsers"));

test("a browser with push goes on getting it after the password was given again over the page", async () => {
  await begin(pushed);
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  await signInAgain();
  await vi.waitFor(() => expect(told()).toHaveLength(2));
  expect(told()[1]?.body).toMatchObject({ endpoint: "https://push.example/one" });
});

test("a browser without push is not subscribed by it", async () => {
  await begin(null);
  await signInAgain();
  await act(() => new Promise((done) => setTimeout(done)));
  expect(told()).toEqual([]);
});
