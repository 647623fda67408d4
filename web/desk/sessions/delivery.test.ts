// @vitest-environment happy-dom
import { beforeAll, expect, test } from "vitest";
import type { Delivery } from "../../wire/rest";
import { speak } from "../words";
import { failureWords } from "./delivery";

beforeAll(() => speak("en"));

const failed = (code: string, detail: string) => ({ state: "failed", code, detail }) as Delivery;

test("a letter that came back says in words why, beside the server's own", () => {
  const server = "fred@client.example 5.1.1 550 nobody here";
  expect(failureWords(failed("address_dead", server))).toBe(`Not delivered: nobody is at this address. ${server}`);
  expect(failureWords(failed("mailbox_refuses_now", "5.2.2"))).toContain("mailbox is full");
  expect(failureWords(failed("refused_by_policy", "5.7.1"))).toContain("refuses such letters");
});

test("what has no words of ours is said in the provider's", () => {
  expect(failureWords(failed("http_418", "I'm a teapot"))).toBe("Not delivered: I'm a teapot");
});
