import { expect, test } from "vitest";
import { refusalOf, typeOf } from "@/inbox/media/rules";

const file = (type: string, size: number, name = "a") => ({ name, type, size });

test("what the hub would refuse is said before the upload", () => {
  expect(refusalOf(file("image/png", 5 * 1024 * 1024), 0)).toBeNull();
  expect(refusalOf(file("image/png", 5 * 1024 * 1024 + 1), 0)).toBe("Larger than 5 MB.");
  expect(refusalOf(file("image/png", 3 * 1024 * 1024), 3 * 1024 * 1024)).toBe("All files together can be 5 MB at most.");
  expect(refusalOf(file("application/pdf", 500 * 1024 + 1), 0)).toContain("500 KB");
  expect(refusalOf(file("image/svg+xml", 10), 0)).toBe("This type of file can't be sent.");
  expect(refusalOf(file("image/png", 0), 0)).toBe("The file is empty.");
});

test("a type that the browser does not know is told by the name", () => {
  expect(typeOf(file("", 1, "Ada.VCF"))).toBe("text/vcard");
  expect(typeOf(file("text/x-vcard", 1))).toBe("text/vcard");
  expect(typeOf(file("", 1, "a.exe"))).toBe("");
});
