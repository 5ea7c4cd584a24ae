import { expect, test } from "vitest";
import { partsOf } from "@/campaigns/parts";

test("a file is cut between rows, each part with the header and its line", () => {
  const rows = Array.from({ length: 700 }, (_, row) => `"Name\n${row}",+1415555${1000 + row}`);
  const parts = partsOf(`name,phone\r\n${rows.join("\r\n")}\r\n`);
  expect(parts.map(({ firstLine }) => firstLine)).toEqual([2, 1002]);
  expect(parts.every(({ csv }) => csv.startsWith('name,phone\n"Name\n'))).toBe(true);
  expect(parts[1]?.csv.split("+").length).toBe(201);
});
