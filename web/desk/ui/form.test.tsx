// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../api";
import { speak, t } from "../words";
import { changesOf, type Form, isEmail, useForm } from "./form";

type Values = { name: string; email: string };
let form: Form<Values>;
let root: Root;
const send = vi.fn<(values: Values) => Promise<unknown>>();

function Probe() {
  form = useForm<Values>({
    initial: { name: "Anna", email: "" },
    check: ({ email }) => ({ email: isEmail(email) ? "" : "not an e-mail" }),
    fieldOf: { email_taken: "email" },
    send,
  });
  return null;
}
const type = (field: keyof Values, value: string) => act(async () => form.set(field, value));
const submit = () => act(() => form.submit());

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await speak("en");
  send.mockReset().mockResolvedValue(undefined);
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<Probe />));
});
afterEach(async () => {
  await act(async () => root.unmount());
  vi.unstubAllGlobals();
});

describe("a form", () => {
  test("does not send what it can see is wrong", async () => {
    await submit();
    expect(form.errors).toEqual({ email: "not an e-mail" });
    expect(send).not.toHaveBeenCalled();
  });

  test("forgets an error once its field is changed", async () => {
    await submit();
    await type("email", "a");
    expect(form.errors).toEqual({});
  });

  test("sends its values", async () => {
    await type("email", "anna@town.example");
    await submit();
    expect(send.mock.calls[0]?.[0]).toEqual({ name: "Anna", email: "anna@town.example" });
    expect([form.busy, form.problem]).toEqual([false, null]);
  });

  test("puts a refusal beside its field and keeps what was written", async () => {
    send.mockRejectedValue(new ApiError(409, "email_taken"));
    await type("email", "boris@town.example");
    await submit();
    expect(form.errors.email).toBe(t("error.email_taken"));
    expect(form.values.email).toBe("boris@town.example");
  });

  test("takes the server's codes by field, however deep they name it", async () => {
    send.mockRejectedValue(new ApiError(422, "validation_failed", { fields: { "person.name": "too_long" } }));
    await type("email", "anna@town.example");
    await submit();
    expect(form.errors).toEqual({ name: t("field.too_long") });
  });

  test("says what belongs to no field above them all", async () => {
    send.mockRejectedValue(new ApiError(0, "unreachable"));
    await type("email", "anna@town.example");
    await submit();
    expect(form.problem).toBe(t("error.unreachable"));
  });

  test("is not sent twice at once", async () => {
    await type("email", "anna@town.example");
    let done = (_: unknown) => {};
    send.mockReturnValue(new Promise((resolve) => (done = resolve)));
    await act(async () => {
      void form.submit();
      void form.submit();
    });
    await act(async () => done(null));
    expect(send).toHaveBeenCalledOnce();
  });

  test("tells what it began with beside what it is now", async () => {
    const before = form.values;
    await type("email", "anna@town.example");
    await submit();
    expect(send).toHaveBeenCalledWith({ ...before, email: "anna@town.example" }, before);
  });

  test("keeps what was changed while the answer was awaited, and takes the rest as it was stored", async () => {
    await type("email", " anna@town.example");
    send.mockImplementation(async (sent) => {
      await type("name", "Clara");
      form.take({ name: "Anna", email: "anna@town.example" }, sent);
    });
    await submit();
    expect(form.values).toEqual({ name: "Clara", email: "anna@town.example" });
    expect(form.dirty).toBe(true);
    await type("name", "Anna");
    expect(form.dirty).toBe(false);
  });

  test("knows whether it differs from what is stored", async () => {
    expect(form.dirty).toBe(false);
    await type("name", "Clara");
    expect(form.dirty).toBe(true);
    await act(async () => form.reset({ name: "Clara", email: "" }));
    expect(form.dirty).toBe(false);
  });
});

test("a change holds only what differs", () => {
  expect(changesOf({ name: "a", ids: ["1"] }, { name: "a", ids: ["1", "2"] })).toEqual({ ids: ["1", "2"] });
});

test("an e-mail address is told by its shape", () => {
  expect(["anna@town.example", " a@b.co "].map(isEmail)).toEqual([true, true]);
  expect(["anna", "anna@", "a b@c.de", "@town.example"].map(isEmail)).toEqual([false, false, false, false]);
});
