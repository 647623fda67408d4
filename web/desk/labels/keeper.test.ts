import { expect, test } from "vitest";
import { openKeeper } from "./keeper";

const later = () => {
  const asked: { value: string; answer: (kept: boolean) => void }[] = [];
  const keep = (value: string) => new Promise<boolean>((answer) => asked.push({ value, answer }));
  return { asked, keep };
};
const turn = () => new Promise((done) => setTimeout(done));

test("what is chosen while an answer is awaited is asked for after it, the latest alone", async () => {
  const { asked, keep } = later();
  let shown: string | undefined;
  const choose = openKeeper(keep, (value) => {
    shown = value;
  });
  void choose("a");
  void choose("a b");
  const last = choose("a b c");
  expect(shown).toBe("a b c");
  expect(asked.map((one) => one.value)).toEqual(["a"]);

  asked[0]?.answer(true);
  await turn();
  expect(shown).toBe("a b c");
  expect(asked.map((one) => one.value)).toEqual(["a", "a b c"]);

  asked[1]?.answer(true);
  expect(await last).toBe(true);
  expect(shown).toBeUndefined();
});

test("after a refusal the kept value is shown again, and the next choice is asked for", async () => {
  const { asked, keep } = later();
  let shown: string | undefined;
  const choose = openKeeper(keep, (value) => {
    shown = value;
  });
  const refused = choose("a");
  asked[0]?.answer(false);
  expect(await refused).toBe(false);
  expect(shown).toBeUndefined();
  void choose("b");
  expect(asked.map((one) => one.value)).toEqual(["a", "b"]);
});
