// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { clock, count, day, refusalWords, say, size, speak } from "../frame/words";

afterEach(() => speak("en"));

describe("words", () => {
  it("are English and Russian, chosen by the page's language", async () => {
    await speak("en-GB");
    expect(say("send")).toBe("Send");
    await speak("ru-RU");
    expect(say("send")).toBe("Отправить");
    expect(document.documentElement.lang).toBe("ru");
    await speak("uk");
    expect(say("send")).toBe("Отправить");
    await speak("not a language");
    expect(say("send")).toBe("Send");
  });

  it("follow the plural of their language", async () => {
    await speak("en");
    expect([1, 2, 5].map((n) => count("newBelow", n))).toEqual(["1 new message", "2 new messages", "5 new messages"]);
    await speak("ru");
    expect([1, 3, 5, 21].map((n) => count("newBelow", n))).toEqual([
      "1 новое сообщение",
      "3 новых сообщения",
      "5 новых сообщений",
      "21 новое сообщение",
    ]);
  });

  it("turn the page around for right-to-left languages, in English until there are others", async () => {
    for (const tag of ["ar", "he-IL", "fa"]) {
      await speak(tag);
      expect(document.documentElement.dir).toBe("rtl");
      expect(say("send")).toBe("Send");
      expect(document.documentElement.lang).toBe("en");
    }
    await speak("de");
    expect(document.documentElement.dir).toBe("ltr");
  });

  it("name today, yesterday and other days", () => {
    const now = new Date(2026, 10, 22, 12);
    expect(day(new Date(2026, 10, 22, 0, 5).getTime(), now)).toBe("Today");
    expect(day(new Date(2026, 10, 21, 23, 55).getTime(), now)).toBe("Yesterday");
    expect(day(new Date(2026, 10, 2).getTime(), now)).toContain("November");
    expect(day(new Date(2025, 10, 2).getTime(), now)).toContain("2025");
    expect(clock(new Date(2026, 10, 2, 9, 5).getTime())).toMatch(/9:05/);
  });

  it("tell the time as the page's region does, or where it names none as the visitor's", async () => {
    const evening = new Date(2026, 10, 2, 21, 5).getTime();
    const browser = vi.spyOn(navigator, "language", "get").mockReturnValue("en-GB");
    await speak("en");
    expect(clock(evening)).toBe("21:05");
    await speak("en-US");
    expect(clock(evening)).toMatch(/09:05.PM/);
    browser.mockReturnValue("en-US");
    await speak("en");
    expect(clock(evening)).toMatch(/09:05.PM/);
    await speak("en-GB");
    expect(clock(evening)).toBe("21:05");
    browser.mockRestore();
  });

  it("say a size, and every refusal", () => {
    expect(size(5)).toBe("5 byte");
    expect(size(183_000)).toBe("179 kB");
    expect(size(1_400_000)).toBe("1.3 MB");
    expect(size(25 * 1024 * 1024)).toBe("25 MB");
    expect(refusalWords("file_too_large", { n: "1 MB" })).toContain("1 MB");
    expect(refusalWords("never_heard_of")).toBe("The server did not accept it.");
  });
});
