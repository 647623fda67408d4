import { describe, expect, it } from "vitest";
import { checksOf, type Facts, worst } from "./checks";

const well: Facts = {
  person: { status: "online", settings: { desktop_notices: true } },
  sounding: true,
  leads: true,
  notification: "granted",
  push: "on",
  pushFailed: false,
};
const whys = (facts: Facts) => checksOf(facts).map((check) => check.why);

describe("the self-test", () => {
  it("has nothing to complain of when all rings, and never claims to know the system's own quiet", () => {
    expect(worst(well)).toBeUndefined();
    expect(whys(well)).toEqual(["sound_well", "desktop_well", "push_well", "tab_well", "quiet_system"]);
  });

  it.each<[string, Partial<Facts>]>([
    ["sound_blocked", { sounding: false }],
    ["desktop_denied", { notification: "denied" }],
    ["desktop_ask", { notification: "default" }],
    ["push_failed", { pushFailed: true }],
    ["sound_low", { person: { status: "online", settings: { desktop_notices: true, sound_volume: 0.05 } } }],
  ])("complains of %s", (why, facts) => {
    expect(worst({ ...well, ...facts })?.why).toBe(why);
  });

  it.each<[string, Partial<Facts>]>([
    ["sound_off", { person: { status: "online", settings: { sounds: false, desktop_notices: true } } }],
    ["desktop_off", { person: { status: "online", settings: {} } }],
    ["desktop_missing", { notification: "missing" }],
    ["push_missing", { push: "missing" }],
    ["push_off", { push: "off" }],
    ["tab_other", { leads: false, sounding: false }],
  ])("says %s without complaining: it is so by choice, or cannot be otherwise", (why, facts) => {
    expect(worst({ ...well, ...facts })).toBeUndefined();
    expect(whys({ ...well, ...facts })).toContain(why);
  });

  it("leaves in peace who is Offline", () => {
    const offline = { ...well, sounding: false, person: { status: "offline" as const, settings: {} } };
    expect(worst(offline)).toBeUndefined();
    expect(whys(offline)).toContain("quiet_offline");
  });
});
