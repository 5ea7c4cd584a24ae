import { expect, test } from "vitest";
import { sizeInWords, wordsOf } from "@/format/message-words";

const png = { contentType: "image/png" };
const pdf = { contentType: "application/pdf" };

test("a message without words is told by what it brings", () => {
  expect(wordsOf("Hi", [png])).toBe("Hi");
  expect(wordsOf("", [png])).toBe("Picture");
  expect(wordsOf(" ", [png, png])).toBe("2 pictures");
  expect(wordsOf("", [png, pdf])).toBe("2 files");
  expect(wordsOf("", [pdf])).toBe("File");
});

test("sizes are read at a glance", () => {
  expect([12, 2_048, 1_572_864].map(sizeInWords)).toEqual(["12 bytes", "2 KB", "1.5 MB"]);
});
