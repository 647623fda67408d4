import { afterEach, expect, test, vi } from "vitest";
import type { Labels, SessionPage } from "../../wire/rest";
import { ApiError, api } from "../api";
import { queryClient } from "../query";
import { asksToClose, asksWhy } from "./asks-to-close";

const labels = {
  tags: [],
  close_reasons: [{ id: "r1", name: "Solved", live_chat_id: "sales", archived_at: null }],
  parameters: [],
} as unknown as Labels;
const page = (liveChat: string) => ({ session: { live_chat_id: liveChat, parameters: {} } }) as unknown as SessionPage;

afterEach(() => {
  queryClient.clear();
  vi.restoreAllMocks();
});

test("who closes before the reasons have come is asked all the same", async () => {
  let come: (labels: Labels) => void = () => undefined;
  vi.spyOn(api, "get").mockReturnValue(new Promise((done) => (come = done as typeof come)));
  const asked = Promise.all([asksToClose(page("sales")), asksToClose(page("support")), asksWhy(["support", "sales"])]);
  come(labels);
  expect(await asked).toEqual([true, false, true]);
});

test("without an answer nothing is closed unasked", async () => {
  vi.spyOn(api, "get").mockRejectedValue(new ApiError(404, "not_found"));
  await expect(asksToClose(page("sales"))).rejects.toMatchObject({ code: "not_found" });
});
