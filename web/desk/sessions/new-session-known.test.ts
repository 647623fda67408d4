import { expect, test } from "vitest";
import type { AppField, CardApp } from "../../wire/rest";
import { channelFor, draftFrom, typedAs } from "./new-session-known";

const field = (key: string, kind: AppField["kind"], archived = false): AppField => ({
  id: key,
  key,
  kind,
  names: { en: key },
  choices: [],
  required: false,
  archived,
});

const contacts: CardApp = {
  id: "contacts",
  key: "contacts",
  binds: "client",
  names: { en: "Contacts" },
  outside_url: null,
  off_in: [],
  archived: false,
  fields: [
    field("former", "email", true),
    field("name", "text"),
    field("company", "text"),
    field("email", "email"),
    field("mobile", "phone"),
    field("notes", "long_text"),
  ],
};

test.each([
  ["Eva Nord", { name: "Eva Nord", email: "", phone: "" }],
  ["eva@client.example", { name: "", email: "eva@client.example", phone: "" }],
  ["+47 21 00-12", { name: "", email: "", phone: "+47 21 00-12" }],
  ["Eva <eva@client.example>, 21 00 12", { name: "Eva", email: "eva@client.example", phone: "21 00 12" }],
  ["Nadia e38271", { name: "Nadia e38271", email: "", phone: "" }],
  ["Shop 7", { name: "Shop 7", email: "", phone: "" }],
  ["  ", { name: "", email: "", phone: "" }],
])("%j is read as what it seems to be", (line, read) => {
  expect(typedAs(line)).toEqual(read);
});

test("a new card begins with what was typed, in the first field of each kind that is in use", () => {
  expect(draftFrom("Eva eva@client.example +47 21 00 12", contacts)).toEqual({
    name: "Eva",
    email: "eva@client.example",
    mobile: "+47 21 00 12",
  });
  expect(draftFrom("", contacts)).toEqual({});
});

test("a card of another system begins with its id there", () => {
  const outside = { ...contacts, outside_url: "https://crm.example/{{id}}", fields: [] };
  expect(draftFrom(" A 7 ", outside)).toEqual({ outside_id: "A 7" });
  expect(draftFrom("", outside)).toEqual({});
});

test("an e-mail that was typed is an address of the mailbox, wherever it stands among the channels", () => {
  const channels = [
    { id: "w", name: "Site", kind: "widget" },
    { id: "m", name: "Mail", kind: "email" },
  ];
  expect(channelFor("eva@client.example", channels)).toEqual({ channel: "m", address: "eva@client.example" });
  expect(channelFor("Eva", channels)).toEqual({ channel: "w", address: "" });
  expect(channelFor("eva@client.example", channels.slice(0, 1))).toEqual({ channel: "w", address: "" });
  expect(channelFor("Eva", [])).toEqual({ channel: "", address: "" });
});
