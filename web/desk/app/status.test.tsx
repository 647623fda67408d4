// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../query";
import { speak } from "../words";
import { changeStatus, OfflineQuestion } from "./status";

let box: HTMLElement;
let root: Root;
let asked: string[];
let count: (mine: number) => void;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await speak("en");
  asked = [];
  const counters = new Promise<Response>((done) => {
    count = (mine) => done(Response.json({ live_chats: { sales: { mine } }, waiting: 0, unread: 0 }));
  });
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
    if (path.endsWith("/counters")) return counters;
    asked.push(String(init?.body));
    return Promise.resolve(Response.json({ person: {} }));
  });
  box = document.body.appendChild(document.createElement("div"));
  root = createRoot(box);
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <OfflineQuestion />
      </MantineProvider>,
    ),
  );
});
afterEach(async () => {
  await act(async () => root.unmount());
  box.remove();
  queryClient.clear();
  vi.unstubAllGlobals();
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
