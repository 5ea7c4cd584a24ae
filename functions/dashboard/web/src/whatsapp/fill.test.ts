import { expect, test } from "vitest";
import { fill } from "@/whatsapp/fill";

test("gaps are filled where they have a value", () => {
  expect(fill("Hi {{1}}, {{ day }} at {{2}}", { "1": "Zoë", day: " Friday ", "2": " " })).toBe("Hi Zoë, Friday at {{2}}");
  expect(fill("{{1}}", { "1": "{{2}}", "2": "x" })).toBe("{{2}}");
});
