import { expect, test } from "vitest";
import { ApiError } from "../api";
import { judge } from "./desk";

test.each([
  [new ApiError(0, "unreachable"), true],
  [new ApiError(401, "not_signed_in"), true],
  [new ApiError(429, "too_many_requests", { retry_after: 3 }), true],
  [new ApiError(500, "unreadable_answer"), true],
  [new ApiError(503, "overloaded", { retry_after: 2 }), true],
  [new TypeError("network"), true],
  [new ApiError(409, "not_yours", { operator: null }), false],
  [new ApiError(409, "session_closed"), false],
  [new ApiError(409, "send_key_conflict"), false],
  [new ApiError(409, "offline_may_only_look"), false],
  [new ApiError(404, "not_found"), false],
  [new ApiError(422, "message_too_long", { limit: 100 }), false],
])("after %s a message is sent again: %s", (error, again) => {
  expect(judge(error).again).toBe(again);
});

test("the server's own wait is kept", () => {
  expect(judge(new ApiError(503, "overloaded", { retry_after: 2 })).waitMs).toBe(2000);
});
