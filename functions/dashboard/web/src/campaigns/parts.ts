/** So many rows go into a part; the hub takes 1,000 and 256 KB. */
const ROWS = 500;
const PART_LENGTH = 60_000;

export interface Part {
  csv: string;
  firstLine: number;
}

/** Where each row of a file ends: line breaks within quotes belong to their row. */
function rowsOf(csv: string): string[] {
  const rows: string[] = [];
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < csv.length; at += 1) {
    if (csv[at] === '"') isQuoted = !isQuoted;
    else if (csv[at] === "\n" && !isQuoted) {
      rows.push(csv.slice(start, at + 1));
      start = at + 1;
    }
  }
  if (start < csv.length) rows.push(csv.slice(start));
  return rows;
}

/** The file in parts that the hub takes, each with the header and the line on which its first row stands. */
export function partsOf(csv: string): Part[] {
  const [header = "", ...rows] = rowsOf(csv.replaceAll("\r\n", "\n").replaceAll("\r", "\n"));
  const parts: Part[] = [];
  const lines = (text: string) => text.split("\n").length - 1;
  let line = 1 + lines(header);
  let part: Part | null = null;
  let count = 0;
  for (const row of rows) {
    if (!part || count === ROWS || part.csv.length + row.length > PART_LENGTH) {
      part = { csv: header, firstLine: line };
      parts.push(part);
      count = 0;
    }
    part.csv += row;
    count += 1;
    line += lines(row);
  }
  return parts;
}
