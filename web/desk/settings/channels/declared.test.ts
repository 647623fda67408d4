import { expect, test } from "vitest";
import type { ChannelField } from "../../../wire/rest";
import { asked, isHalf, mistakes, sentValues, shownValues } from "./declared";

const field = (name: string, more: Partial<ChannelField> = {}): ChannelField => ({
  name,
  type: "text",
  required: false,
  default: null,
  most: 20,
  low: 0,
  high: 1_000,
  choices: [],
  generated: false,
  shown_once: false,
  advanced: false,
  ...more,
});

const fields = [
  field("token", { type: "secret", required: true }),
  field("loft"),
  field("port", { type: "number", default: 993, low: 1, high: 999 }),
  field("rings", { type: "switch", default: true }),
  field("base_url", { type: "url", default: "https://api.example" }),
];

test("a form shows what is stored and what stands by default, and never a secret", () => {
  expect(shownValues(fields, { loft: "North", token: "never" })).toEqual({
    token: "",
    loft: "North",
    port: 993,
    rings: true,
    base_url: "https://api.example",
  });
});

test("a secret is sent only where a new one was typed, and what is empty not at all", () => {
  expect(
    sentValues(fields, { token: "", loft: " ", port: "143", rings: false, base_url: "https://x.example" }),
  ).toEqual({
    port: 143,
    rings: false,
    base_url: "https://x.example",
  });
});

test("mistakes are seen before the server is asked, and a secret that stands is none", () => {
  const values = { token: "", loft: "x".repeat(21), port: "0", rings: true, base_url: "ftp://x" };
  const found = { loft: "too_long", port: "too_small", base_url: "not_a_url" };
  expect(mistakes(fields, values, new Set())).toEqual({ token: "missing", ...found });
  expect(mistakes(fields, values, new Set(["token"]))).toEqual(found);
});

test("a mailbox asks for a password or for OAuth, not for both, and for no secret of our own making", () => {
  const mail = [
    field("login_by"),
    field("password"),
    field("oauth_client_id"),
    field("key", { type: "secret", generated: true }),
  ];
  const names = (login: string) => asked("email", mail, { login_by: login }).map((one) => one.name);
  expect(names("password")).toEqual(["login_by", "password"]);
  expect(names("xoauth2")).toEqual(["login_by", "oauth_client_id"]);
});

test("a port and its encryption stand side by side, and nothing long does", () => {
  const mail = [
    field("host"),
    field("port", { type: "number" }),
    field("security", { type: "choice" }),
    field("login_by", { type: "choice" }),
  ];
  expect(mail.map((_, at) => isHalf(mail, at))).toEqual([false, true, true, false]);
});
