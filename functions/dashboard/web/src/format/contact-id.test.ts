import { expect, test } from "vitest";
import { contactIdOf } from "@/format/contact-id";

test("a contact is named as the hub names it", () => {
  expect(contactIdOf("+14155550123")).toBe("con_14155550123");
  expect(contactIdOf("72345")).toBe("con_x3732333435");
  expect(contactIdOf("Zahnärzte")).toBe("con_x5a61686ec3a4727a7465");
});
