// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import type { AuditEntry, Me } from "../../wire/rest";
import { firstPlace, groupsOf, rememberPlace } from "../app/places";
import { speak, t } from "../words";
import { deedWords } from "./audit";
import { isColour } from "./colour-field";
import { settingsPages } from "./pages";
import { originOf, siteWords } from "./sites";
import { browserOf } from "./user-agent";

const me = (administrator: boolean, roles: Me["live_chats"][number]["roles"][] = []) =>
  ({ person: { administrator }, live_chats: roles.map((each, place) => ({ id: `chat-${place}`, roles: each })) }) as Me;

beforeEach(async () => {
  sessionStorage.clear();
  await speak("en");
});

test("a deed of the trail reads on from who did it, in Russian too", async () => {
  const names = new Map([["hours", "Shop hours"]]);
  const entry = { deed: "schedule_created", object_kind: "schedule", object_id: "hours", detail: {} } as AuditEntry;
  expect(deedWords(entry, names)).toBe("— schedule created: “Shop hours”");
  await speak("ru");
  expect(deedWords(entry, names)).toBe("— расписание создано: «Shop hours»");
  expect(deedWords({ ...entry, object_id: null }, names)).toBe("— расписание создано");
});

describe("a site", () => {
  test.each([
    ["shop.example", "https://shop.example"],
    ["https://shop.example/cart?x=1", "https://shop.example"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["localhost:8080", "http://localhost:8080"],
    ["127.0.0.1:3000", "http://127.0.0.1:3000"],
    ["HTTPS://Shop.Example:443", "https://shop.example"],
  ])("typed as %s is %s", (typed, origin) => {
    expect(originOf(typed)).toBe(origin);
    expect(siteWords(typed)).toBe("");
  });

  test.each(["", "shop", "two words.example", "ftp://shop.example", "https://me@shop.example", "javascript:alert(1)"])(
    "is not %j",
    (typed) => expect(originOf(typed)).toBeNull(),
  );

  test("with a wildcard is refused in words of its own", () => {
    expect(originOf("https://*.shop.example")).toBeNull();
    expect(siteWords("https://*.shop.example")).toBe(t("field.wildcard"));
  });
});

test("a colour is six digits of hex", () => {
  expect(["#4263eb", "#FFF000", "4263eb", "#fff", "red"].map(isColour)).toEqual([true, true, false, false, false]);
});

test("only administrators have the pages of administration", () => {
  expect(settingsPages(me(false)).map((page) => page.to)).toEqual(["/settings/me"]);
  expect(settingsPages(me(true)).length).toBeGreaterThan(4);
});

test("active sessions are the supervisors'", () => {
  const [operated, supervised] = me(false, [["operator"], ["supervisor"]]).live_chats;
  expect(operated && groupsOf(operated)).toEqual(["queue", "mine", "closed"]);
  expect(supervised && groupsOf(supervised)).toContain("active");
});

describe("the first place", () => {
  test("is the first queue", () => {
    expect(firstPlace(me(false, [["operator"]]))).toEqual({ liveChatId: "chat-0", group: "queue" });
    expect(firstPlace(me(true))).toBeNull();
  });

  test("is the last one open, while it is still ours", () => {
    rememberPlace("chat-1", "mine");
    expect(firstPlace(me(false, [["operator"], ["operator"]]))).toEqual({ liveChatId: "chat-1", group: "mine" });
    expect(firstPlace(me(false, [["operator"]]))).toEqual({ liveChatId: "chat-0", group: "queue" });
  });
});

test("a browser is named by what it says of itself", () => {
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
  expect(browserOf(iphone)).toEqual({ name: "Safari, iPhone", mobile: true });
  expect(browserOf("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36").name).toBe("Chrome, Linux");
  expect(browserOf(null).name).toBe("");
});
