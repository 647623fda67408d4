// @vitest-environment happy-dom
import { act } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { onAPage } from "../page.test-env";
import { changeStatus, OfflineQuestion } from "./status";

const { draw } = onAPage();

let asked: string[];
let count: (mine: number) => void;

beforeEach(async () => {
  asked = [];
  const counters = new Promise<Response>((done) => {
    count = (mine) => done(Response.json({ live_chats: { sales: { mine } }, waiting: 0, unread: 0 }));
  });
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
    if (path.endsWith("/counters")) return counters;
    asked.push(String(init?.body));
    return Promise.resolve(Response.json({ person: {} }));
  });
  await draw(<OfflineQuestion />);
});

const dialog = () => document.querySelector("[role=dialog]");

test("going Offline before the counters have come asks about one's own sessions once they have", async () => {
  const going = changeStatus("offline");
  await act(async () => count(2));
  await act(() => going);
  expect(dialog()?.textContent).toContain("2");
  await act(async () => [...document.querySelectorAll("button")].find((one) => one.textContent === "Cancel")?.click());
  expect(dialog()).toBeNull();
  expect(asked).toEqual([]);
});

test("who has no session goes Offline without a question, as soon as that is known", async () => {
  const going = changeStatus("offline");
  expect(asked).toEqual([]);
  await act(async () => count(0));
  await act(() => going);
  expect(dialog()).toBeNull();
  expect(asked).toEqual(['{"status":"offline"}']);
});

test("another status chosen meanwhile is the one that counts", async () => {
  const going = changeStatus("offline");
  await act(() => changeStatus("away"));
  await act(async () => count(0));
  await act(() => going);
  expect(asked).toEqual(['{"status":"away"}']);
});
