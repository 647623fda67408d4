const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/YaBrowser\//, "Yandex Browser"],
  [/Firefox\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** "Chrome, Linux" out of a User-Agent; an empty name when it tells nothing we know. Order matters: all claim Safari. */
export function browserOf(userAgent: string | null): { name: string; mobile: boolean } {
  const text = userAgent ?? "";
  const of = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(text))?.[1];
  return {
    name: [of(browsers), of(systems)].filter(Boolean).join(", "),
    mobile: /iPhone|iPad|Android|Mobile/.test(text),
  };
}
