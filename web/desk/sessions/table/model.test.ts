import { expect, test } from "vitest";
import type { SessionRow } from "../../../wire/rest";
import { patchPages, type TablePages } from "../../store/table";
import { type SavedView, settingsOf, shipped, tidy, unframe } from "./model";

const view = { id: "v", settings: { filters: { text: "Norway" }, sort: "-number" } } as SavedView;

test("the address is over the view, the view over what ships", () => {
  expect(settingsOf({}, []).filters).toEqual(shipped.open.filters);
  expect(settingsOf({ view: "v" }, [view])).toMatchObject({ filters: { text: "Norway" }, sort: "-number" });
  expect(settingsOf({ view: "v", filters: {} }, [view]).filters).toEqual({});
  expect(settingsOf({ view: "gone" }, []).sort).toBe("-opened_at");
});

test("empty filters say nothing", () => {
  expect(tidy({ text: "", tags: [], unassigned: false, parameters: {}, ratings: [5] })).toEqual({ ratings: [5] });
});

test("a pushed row changes what is shown and moves nothing", () => {
  const rows = [{ id: "a", preview: "x", tags: [] }, { id: "b" }];
  const data = { pages: [{ items: rows, next: null }], pageParams: [null] } as unknown as TablePages;
  const fresh = patchPages(data, [{ id: "a", preview: "y" } as SessionRow]);
  expect(fresh.pages[0]?.items.map((row) => [row.id, row.preview])).toEqual([
    ["a", "y"],
    ["b", undefined],
  ]);
  expect(patchPages(data, [{ id: "c" } as SessionRow])).toBe(data);
});

test("an export is put together from frames, however they were cut", () => {
  const frame = (length: number, rows: number, text = "") => {
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setUint32(0, length);
    new DataView(bytes.buffer).setUint32(4, rows);
    bytes.set(new TextEncoder().encode(text), 8);
    return [...bytes];
  };
  const sent = [...frame(3, 5, "abc"), ...frame(2, 9, "de"), ...frame(0, 9)];
  for (let cut = 1; cut < sent.length; cut++) {
    const first = unframe(new Uint8Array(sent.slice(0, cut)));
    const second = unframe(new Uint8Array([...first.rest, ...sent.slice(cut)]));
    const text = [...first.pieces, ...second.pieces].map((piece) => new TextDecoder().decode(piece)).join("");
    expect([text, second.end ?? first.end, second.rows]).toEqual(["abcde", "whole", 9]);
  }
  expect(unframe(new Uint8Array(frame(0xffffffff, 7))).end).toBe("cut");
});
