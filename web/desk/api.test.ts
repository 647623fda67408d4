import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, api, whenSignInEnds, withQuery } from "./api";

function answers(...list: (Response | Error)[]) {
  const fetch = vi.fn(async () => {
    const next = list.shift();
    if (!next) throw new Error("asked once too often");
    if (next instanceof Error) throw next;
    return next;
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const problem = (status: number, code: string, params = {}) =>
  json({ type: "about:blank", title: code, status, code, params }, status);
const caught = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("no ApiError was thrown");
  return error;
};

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignInEnds(null);
});

describe("an answer", () => {
  test("is the body of a 200", async () => {
    const fetch = answers(json({ items: [], next: null }));
    expect(await api.get("people")).toEqual({ items: [], next: null });
    expect(fetch).toHaveBeenCalledWith("/api/v1/people", expect.objectContaining({ method: "GET" }));
  });

  test("of 204 is nothing", async () => {
    answers(new Response(null, { status: 204 }));
    expect(await api.del("sign-ins/current")).toBeUndefined();
  });

  test("carries what was sent as JSON", async () => {
    const fetch = answers(json({}));
    await api.patch("me", { name: "Anna" });
    expect(fetch).toHaveBeenCalledWith(
      "/api/v1/me",
      expect.objectContaining({ method: "PATCH", body: '{"name":"Anna"}' }),
    );
  });
});

describe("a refusal", () => {
  test("keeps the server's code and params", async () => {
    answers(problem(409, "already_taken", { operator: { id: "1", name: "Boris" } }));
    const error = await caught(api.post("sessions/7/take"));
    expect([error.status, error.code]).toEqual([409, "already_taken"]);
    expect(error.params).toEqual({ operator: { id: "1", name: "Boris" } });
    expect(error.passing).toBe(false);
  });

  test("of a form names its fields", async () => {
    answers(problem(422, "validation_failed", { fields: { name: "empty" } }));
    expect((await caught(api.post("groups", {}))).fields).toEqual({ name: "empty" });
  });

  test("by a proxy's page is still one", async () => {
    answers(new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    const error = await caught(api.get("me"));
    expect([error.code, error.passing]).toEqual(["unreachable", true]);
  });

  test("without any answer is unreachable", async () => {
    answers(new TypeError("Failed to fetch"));
    expect((await caught(api.get("me"))).code).toBe("unreachable");
  });
});

describe("an ended sign-in", () => {
  test("asks for the password and sends the same request again", async () => {
    const fetch = answers(problem(401, "not_signed_in"), json({ id: "g" }, 201));
    const ask = vi.fn(async () => true);
    whenSignInEnds(ask);
    expect(await api.post("groups", { name: "Night" })).toEqual({ id: "g" });
    expect(ask).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[0]).toEqual(fetch.mock.calls[1]);
  });

  test("stays a refusal when nobody signs in again", async () => {
    answers(problem(401, "not_signed_in"));
    whenSignInEnds(async () => false);
    expect((await caught(api.get("me"))).code).toBe("not_signed_in");
  });

  test("is not asked about for a wrong password", async () => {
    answers(problem(401, "wrong_credentials"));
    const ask = vi.fn(async () => true);
    whenSignInEnds(ask);
    await caught(api.post("sign-ins", {}));
    expect(ask).not.toHaveBeenCalled();
  });
});

test("a query leaves out what is not given", () => {
  expect(withQuery("sessions", { live_chat: "a b", group: "mine", cursor: null, limit: 50 })).toBe(
    "sessions?live_chat=a+b&group=mine&limit=50",
  );
  expect(withQuery("people", { archived: null })).toBe("people");
});
