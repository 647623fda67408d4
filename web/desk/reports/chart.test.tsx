// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { speak } from "../words";
import { Chart } from "./chart";
import { threeDays } from "./fixture.test-data";
import { numberIn } from "./values";

beforeAll(async () => {
  await speak("en");
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});

let leave = () => {};
afterEach(() => leave());

function draw(onPick?: (step: number) => void) {
  const place = document.createElement("div");
  document.body.append(place);
  const values = (threeDays.series.first_response ?? []).map(numberIn);
  const chart = (
    <Chart
      metric="first_response"
      step="day"
      report={threeDays}
      lines={[{ name: "All", values }]}
      height={200}
      label="First response, by day"
      onPick={onPick}
    />
  );
  const root = createRoot(place);
  act(() => root.render(chart));
  leave = () => {
    act(() => root.unmount());
    place.remove();
  };
  const slider = place.querySelector<HTMLElement>('[role="slider"]');
  if (!slider) throw new Error("no chart");
  const press = (key: string) => act(() => slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
  act(() => slider.focus());
  return { slider, press };
}

test("arrows walk along the steps, and each is read out", () => {
  const { slider, press } = draw();
  expect(slider.getAttribute("aria-valuetext")).toBe("Mon, 26 Oct 2026: 2 min 10 s");
  press("ArrowLeft");
  expect(slider.getAttribute("aria-valuetext")).toBe("Sun, 25 Oct 2026: –");
  press("Home");
  expect(slider.getAttribute("aria-valuetext")).toBe("Sat, 24 Oct 2026: 1 min");
  press("ArrowLeft");
  expect(slider.getAttribute("aria-valuenow")).toBe("1");
});

test("Enter opens the sessions of the step one stands at", () => {
  const picked: number[] = [];
  const { press } = draw((step) => picked.push(step));
  press("Home");
  press("ArrowRight");
  press("Enter");
  expect(picked).toEqual([1]);
});
