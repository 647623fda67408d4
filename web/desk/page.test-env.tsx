// A page for the parts of the desk that a test draws; all of it is gone after each test.
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, vi } from "vitest";
import { queryClient } from "./query";
import { speak } from "./words";

/** Called at the top of a file of tests. `find` looks in what was drawn. */
export function onAPage() {
  let box: HTMLElement;
  let root: Root;

  beforeEach(async () => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    await speak("en");
    box = document.body.appendChild(document.createElement("div"));
    root = createRoot(box);
  });

  afterEach(async () => {
    await act(async () => root.unmount());
    box.remove();
    localStorage.clear();
    queryClient.clear();
    vi.unstubAllGlobals();
  });

  return {
    draw: (what: ReactNode) =>
      act(async () =>
        root.render(
          <MantineProvider env="test">
            <QueryClientProvider client={queryClient}>{what}</QueryClientProvider>
          </MantineProvider>,
        ),
      ),
    box: () => box,
  };
}
