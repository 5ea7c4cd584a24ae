import { expect, test } from "vitest";
import { missingIn, previewOf, repliesPatch, repliesSchema, type Replies } from "@/settings/messages/replies";

const replies: Replies = {
  stop: "You will get no more texts.",
  start: "Welcome back.",
  help: "Call {phone} or write to {email}.",
  afterHours: "",
  missedCall: "Sorry.",
  supportPhone: "(201) 555-0123",
  supportEmail: "hello@acme.test",
};

test("a preview shows what a customer reads", () => {
  expect(previewOf(replies.help, replies)).toBe("Call +12015550123 or write to hello@acme.test.");
  expect(previewOf(replies.help, { supportPhone: "", supportEmail: "" })).toBe("Call our office or write to our office.");
});

test("a placeholder without a value is told", () => {
  expect(missingIn(replies.help, replies)).toBeNull();
  expect(missingIn(replies.help, { ...replies, supportPhone: " " })).toContain("{phone}");
  expect(missingIn(replies.help, { ...replies, supportEmail: "" })).toContain("{email}");
  expect(missingIn(replies.stop, { supportPhone: "", supportEmail: "" })).toBeNull();
});

test("one changed reply sends all three, a changed email only itself", () => {
  expect(repliesPatch({ stop: "Bye." }, { ...replies, stop: "Bye." })).toEqual({
    replies: { stop: "Bye.", start: "Welcome back.", help: "Call {phone} or write to {email}." },
  });
  expect(repliesPatch({ supportPhone: "201-555-0123" }, replies)).toEqual({ supportPhone: "+12015550123" });
  expect(repliesPatch({ afterHours: "Closed." }, { ...replies, afterHours: "Closed." })).toEqual({ autoReplies: { afterHours: "Closed.", missedCall: "Sorry." } });
  expect(repliesPatch({ missedCall: "" }, { ...replies, missedCall: "" })).toEqual({ autoReplies: { afterHours: null, missedCall: null } });
  expect(repliesPatch({ supportEmail: "" }, { ...replies, supportEmail: "" })).toEqual({ supportEmail: null });
});

test.each([
  ["stop", { stop: " " }],
  ["help", { help: "x".repeat(460) }],
  ["afterHours", { afterHours: "x".repeat(460) }],
  ["supportEmail", { supportEmail: "hello" }],
  ["supportPhone", { supportPhone: "hello" }],
])("%s is refused", (field, fields) => {
  expect(repliesSchema.safeParse({ ...replies, ...fields }).error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
