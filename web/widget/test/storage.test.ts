// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openArea } from "../frame/areas";
import { openKeep } from "../frame/storage";
import { pending } from "./town";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => vi.restoreAllMocks());

function refuseStorage() {
  const refuse = () => {
    throw new DOMException("Access is denied for this document.", "SecurityError");
  };
  vi.spyOn(window, "localStorage", "get").mockImplementation(refuse);
  vi.spyOn(window, "sessionStorage", "get").mockImplementation(refuse);
}

describe("what the frame keeps", () => {
  it("outlives a reload: token, draft and unacknowledged messages, oldest first", () => {
    const before = openKeep("k");
    before.setToken("secret");
    before.setDraft("half a sen");
    before.put(pending("b", "second", 2));
    before.put(pending("a", "first", 1));
    const after = openKeep("k");
    expect(after.token()).toBe("secret");
    expect(after.draft()).toBe("half a sen");
    expect(after.outbox().map((entry) => entry.text)).toEqual(["first", "second"]);
    after.drop("a");
    expect(
      openKeep("k")
        .outbox()
        .map((entry) => entry.text),
    ).toEqual(["second"]);
  });

  it("is another channel's secret to nobody", () => {
    openKeep("k").setToken("secret");
    expect(openKeep("other").token()).toBeNull();
  });

  it("is gone after forgetting", () => {
    const keep = openKeep("k");
    keep.setToken("secret");
    keep.put(pending("a", "x"));
    keep.setDraft("y");
    keep.forget();
    expect([keep.token(), keep.outbox(), keep.draft()]).toEqual([null, [], ""]);
  });

  it("is kept in memory where the browser refuses everything", () => {
    refuseStorage();
    vi.spyOn(document, "cookie", "get").mockReturnValue("");
    const keep = openKeep("k");
    keep.setToken("secret");
    expect(keep.token()).toBe("secret");
  });

  it("passes over what somebody broke", () => {
    localStorage.setItem("deskbell.k.out.x", "{broken");
    localStorage.setItem("deskbell.k.out.y", '"text"');
    expect(openKeep("k").outbox()).toEqual([]);
  });
});

describe("where storage is refused", () => {
  it("partitioned cookies take its place, in any language", () => {
    refuseStorage();
    const jar = new Map<string, string>();
    vi.spyOn(document, "cookie", "get").mockImplementation(() => [...jar].map(([k, v]) => `${k}=${v}`).join("; "));
    vi.spyOn(document, "cookie", "set").mockImplementation((line) => {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as unknown as [string, string, string];
      expect(line).toContain("; Path=/w/; Secure; SameSite=None; Partitioned");
      if (line.includes("Max-Age=0")) jar.delete(name);
      else jar.set(name, value);
    });
    const area = openArea("localStorage");
    area.set("deskbell.k", "Ещё; одно=слово");
    expect(openArea("localStorage").get("deskbell.k")).toBe("Ещё; одно=слово");
    expect(area.names()).toContain("deskbell.k");
    area.remove("deskbell.k");
    expect(area.get("deskbell.k")).toBeNull();
  });
});
