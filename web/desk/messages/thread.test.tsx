// @vitest-environment happy-dom
import { QueryClientProvider } from "@tanstack/react-query";
import { act, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import type { SocketOptions } from "../../wire/socket";
import { queryClient } from "../query";
import { type Place, type PlaceThread, threadKey } from "./queries";
import { startTalk } from "./talk";
import { PlaceThreadView } from "./thread";

const join = vi.hoisted(() => vi.fn());
vi.mock("../../wire/socket", () => ({
  openSocket: ({ onState }: SocketOptions) => {
    queueMicrotask(() => onState?.("open"));
    return { join, leave: vi.fn(), send: async () => undefined, wake: vi.fn(), close: () => onState?.("closed") };
  },
}));
vi.mock("virtua", () => ({ Virtualizer: () => null }));
vi.mock("./composer", () => ({ Composer: () => null }));
vi.mock("./rating", () => ({ RatingBar: () => null }));

const place = { id: "sales", title: "Sales" } as Place;
const thread = { place, session: { id: "s" }, messages: [], earlier: [], cursor: 7 } as unknown as PlaceThread;

// A page's effects run after those of what stands in it.
function Page() {
  useEffect(() => startTalk("emil", "epoch"), []);
  return <PlaceThreadView place={place} />;
}

test("who comes back to a thread that is still known here is told of what comes in it", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  for (const come of [1, 2]) {
    queryClient.setQueryData(threadKey("sales"), thread);
    const root = createRoot(document.createElement("div"));
    await act(async () =>
      root.render(
        <QueryClientProvider client={queryClient}>
          <Page />
        </QueryClientProvider>,
      ),
    );
    expect(join.mock.calls.at(come - 1)).toEqual(["s", 7]);
    await act(async () => root.unmount());
  }
  vi.unstubAllGlobals();
});
