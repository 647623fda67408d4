// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../query";
import { speak } from "../words";
import { AgainDialog } from "./again-dialog";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined }));

const me = { person: { id: "boris", name: "Boris", email: "boris@town.example", language: "en" }, live_chats: [] };
const pushed = {
  options: { applicationServerKey: new Uint8Array([1]).buffer },
  toJSON: () => ({ endpoint: "https://push.example/one", keys: { p256dh: "p", auth: "a" } }),
};
let root: Root;
let posted: { path: string; body: unknown }[];
let answer: ReturnType<typeof vi.fn<(signedIn: boolean) => void>>;

/** `subscription`: what this browser is subscribed to. */
async function begin(subscription: typeof pushed | null): Promise<void> {
  const registration = { active: {}, pushManager: { getSubscription: async () => subscription } };
  const serviceWorker = { register: async () => registration, getRegistration: async () => registration };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { requestPermission: async () => "granted" });
  Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    if (init?.method === "POST") posted.push({ path, body: JSON.parse(String(init.body)) });
    if (path.endsWith("/sign-ins")) return Response.json(me);
    return Response.json(path.endsWith("/push") ? { public_key: "AQ" } : { id: "browser" });
  });
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queryClient}>
          <AgainDialog answer={answer} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await speak("en");
  posted = [];
  answer = vi.fn<(signedIn: boolean) => void>();
  queryClient.setQueryData(["me"], me);
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  Reflect.deleteProperty(navigator, "serviceWorker");
  localStorage.clear();
  queryClient.clear();
  vi.unstubAllGlobals();
});

async function signIn(): Promise<void> {
  const field = document.querySelector<HTMLInputElement>("[name=password]");
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "walk-the-town");
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => field?.form?.requestSubmit());
  await vi.waitFor(() => expect(answer).toHaveBeenCalledWith(true));
}
const told = () => posted.filter(({ path }) => path.endsWith("push/browsers"));

test("a browser with push goes on getting it after the password was given again", async () => {
  await begin(pushed);
  await signIn();
  await vi.waitFor(() => expect(told()).toHaveLength(1));
  expect(told()[0]?.body).toMatchObject({ endpoint: "https://push.example/one" });
});

test("a browser without push is not subscribed by it", async () => {
  await begin(null);
  await signIn();
  await act(() => new Promise((done) => setTimeout(done)));
  expect(told()).toEqual([]);
});
