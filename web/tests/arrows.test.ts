// Who may import whom. The widget is loaded into strangers' pages and knows only the wire; `ui` knows no room; the
// rooms of the desk meet in the store and in the shell, not in each other.
import { describe, expect, test } from "vitest";

const sources = import.meta.glob<string>("../{desk,widget,wire}/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

type Arrow = { from: string; to: string };

const arrows: Arrow[] = Object.entries(sources).flatMap(([path, text]) => {
  const from = path.replace("../", "");
  if (/\.test(-env)?\.|\/test\//.test(from)) return [];
  const asked = [...text.matchAll(/(?<![\w/])(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    (found) => found[1] ?? "",
  );
  return asked.map((name) => ({ from, to: name.startsWith(".") ? resolved(from, name) : name }));
});

function resolved(from: string, name: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const step of name.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

const under = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);
const ours = (path: string) => /^(desk|widget|wire)(\/|$)/.test(path);
const leading = (from: string, wrong: (to: string) => boolean) =>
  arrows.filter((arrow) => under(from)(arrow.from) && wrong(arrow.to)).map(({ from: one, to }) => `${one} → ${to}`);

test("files were found to look at", () => {
  expect(arrows.length).toBeGreaterThan(300);
});

test("the wire imports nothing but itself", () => {
  expect(leading("wire", (to) => !under("wire")(to))).toEqual([]);
});

test("the widget imports only itself, the wire and Preact", () => {
  expect(leading("widget", (to) => !under("widget")(to) && !under("wire")(to) && !under("preact")(to))).toEqual([]);
});

test("ui imports no product room", () => {
  const known = ["desk/ui", "desk/words", "desk/api", "wire"].map(under);
  expect(leading("desk/ui", (to) => ours(to) && !known.some((may) => may(to)))).toEqual([]);
});

describe("the rooms", () => {
  const rooms = ["sessions", "notices", "people", "settings", "auth", "reports"].map((room) => `desk/${room}`);
  // The live chats' form makes a missing group in place, and signing out belongs to the shell.
  const allowed: Record<string, string[]> = { "desk/settings": ["desk/people"] };

  test.each(rooms)("%s meets no other room", (room) => {
    const others = rooms.filter((other) => other !== room && !allowed[room]?.includes(other)).map(under);
    expect(leading(room, (to) => others.some((other) => other(to)))).toEqual([]);
  });

  test("are unknown to the store", () => {
    expect(leading("desk/store", (to) => rooms.some((room) => under(room)(to)))).toEqual([]);
  });

  test("take from the widget only its rules of colour, for the preview", () => {
    expect(leading("desk", (to) => under("widget")(to) && to !== "widget/colour")).toEqual([]);
  });
});

test("icons never come from the barrel", () => {
  expect(arrows.filter(({ to }) => to === "@tabler/icons-react")).toEqual([]);
});

test("nothing is written as HTML", () => {
  const sinks = /dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write/;
  expect(Object.entries(sources).filter(([path, text]) => !path.includes("test") && sinks.test(text))).toEqual([]);
});
