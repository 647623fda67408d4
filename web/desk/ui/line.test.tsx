// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { SwitchLine } from "./line";

afterEach(() => vi.unstubAllGlobals());

test("the words of a setting are pressed as its switch is, and a dead one stays", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const turn = vi.fn();
  const page = document.body.appendChild(document.createElement("div"));
  const root = createRoot(page);
  const press = async (disabled: boolean) => {
    await act(async () =>
      root.render(
        <MantineProvider>
          <SwitchLine label="Sounds" hint="While a desk is open" checked={false} disabled={disabled} turn={turn} />
        </MantineProvider>,
      ),
    );
    await act(async () => page.querySelector<HTMLElement>(".pg-line-words")?.click());
  };
  await press(true);
  expect(turn).not.toHaveBeenCalled();
  await press(false);
  expect(turn).toHaveBeenCalledExactlyOnceWith(true);
  await act(async () => root.unmount());
});
