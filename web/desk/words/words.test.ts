// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError } from "../api";
import { en } from "./en";
import { codeWords, errorWords, fieldWords } from "./errors";
import { type Entry, speak, t } from "./index";
import { ru } from "./ru";

const texts = (entry: Entry) => (typeof entry === "string" ? [entry] : Object.values(entry));
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
const pairs = Object.entries(en).map(([key, entry]) => [key, entry as Entry, ru[key as keyof typeof ru]] as const);

// Every code of the contract, so that none reaches a person as a code.
const codes = `not_signed_in wrong_credentials not_allowed wrong_origin offline_may_only_look not_found
  validation_failed already_taken not_yours session_closed session_open_exists queue_empty send_key_conflict
  message_empty message_too_long file_too_large file_unknown file_type_refused quote_unknown too_many_requests
  too_many_tries groups_missing name_taken email_taken password_too_weak link_used_up last_administrator not_writable
  channel_paused site_not_allowed identity_refused protocol_error overloaded storage_unavailable unreachable
  unreadable_answer`.split(/\s+/);

describe("the two languages", () => {
  test("have the same keys", () => {
    expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort());
  });

  test("fill the same holes", () => {
    const filled = (entry: Entry) => [...new Set(texts(entry).flatMap(holes))].sort();
    for (const [key, english, russian] of pairs) expect(filled(russian), key).toEqual(filled(english));
  });

  test("leave nothing empty", () => {
    for (const [key, english, russian] of pairs) {
      for (const text of [...texts(english), ...texts(russian)]) expect(text.trim(), key).not.toBe("");
    }
  });

  test("give Russian its three plural forms", () => {
    for (const [key, , russian] of pairs) {
      if (typeof russian === "object")
        expect(Object.keys(russian), key).toEqual(expect.arrayContaining(["one", "few", "many"]));
    }
  });
});

describe("the words of a key", () => {
  test("are chosen by number", async () => {
    await speak("en");
    expect([1, 5].map((n) => t("groups.people", { n }))).toEqual(["1 person", "5 people"]);
    await speak("ru");
    expect([1, 3, 5].map((n) => t("groups.people", { n }))).toEqual(["1 человек", "3 человека", "5 человек"]);
  });

  test("keep a template's own braces", async () => {
    await speak("en");
    expect(t("live_chat.name_template_hint")).toContain("{{client}}");
  });
});

describe.each(["en", "ru"] as const)("refusals in %s", (language) => {
  beforeEach(() => speak(language));

  test.each(codes)("%s has a sentence", (code) => {
    const words = codeWords(code, { operator: { id: "1", name: "Boris" }, limit: 25, retry_after: 90 });
    expect(words).not.toContain(code);
    expect(holes(words)).toEqual([]);
  });
});

describe("a refusal", () => {
  beforeEach(() => speak("en"));

  test("names the winner of a race", () => {
    expect(codeWords("already_taken", { operator: { id: "1", name: "Boris" } })).toBe("Boris took this session first.");
    expect(codeWords("not_yours", { operator: null })).toBe(t("error.not_yours_nobody"));
  });

  test("says sizes and waits as people do", () => {
    expect(codeWords("file_too_large", { limit: 26_214_400 })).toContain("25 MB");
    expect(codeWords("too_many_tries", { retry_after: 90 })).toContain("1 min 30 s");
  });

  test("explains a weak password by its reason", () => {
    const words = ["short", "common", "like_email"].map((reason) => codeWords("password_too_weak", { reason }));
    expect(new Set(words).size).toBe(3);
  });

  test("unknown here still says something", () => {
    expect(errorWords(new ApiError(418, "teapot"))).toContain("teapot");
    expect(errorWords(new RangeError("x"))).toContain("RangeError");
    expect(fieldWords("not_heard_of")).toBe(t("field.invalid"));
  });
});
