import { expect, test } from "vitest";
import { asField, endOf, shownValue } from "./span";

const now = Date.parse("2026-11-23T10:00:00Z");

test("a span becomes the moment it ends", () => {
  expect(endOf("forever", "", now)).toBeNull();
  expect(endOf("hour", "", now)).toBe("2026-11-23T11:00:00.000Z");
  expect(endOf("week", "", now)).toBe("2026-11-30T10:00:00.000Z");
});

test("a chosen moment comes back as it was written", () => {
  const end = endOf("until", "2026-12-01T09:30", now);
  expect(end && asField(end)).toBe("2026-12-01T09:30");
  expect(endOf("until", "", now)).toBeNull();
});

test("a network of one address is shown as the address, a wide one as it is", () => {
  expect(["203.0.113.9/32", "203.0.113.0/24", "2001:db8::1/128", "2001:db8::/32"].map(shownValue)).toEqual([
    "203.0.113.9",
    "203.0.113.0/24",
    "2001:db8::1",
    "2001:db8::/32",
  ]);
});
